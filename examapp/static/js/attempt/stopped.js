// The page after the server refused to go on: why, what to do, and what this device still holds.

import { showUnsent } from "./unsent-copy.js";

const TITLES = {
  attempt_moved: "已换到另一台设备作答",
  attempt_cancelled: "考核已取消",
  attempt_submitted: "已经交卷",
  answers_late: "已经收卷",
  attempt_archived: "答卷已归档",
  state_conflict: "已经交卷",
};

const HANDED_IN = { body: { error: "attempt_submitted", message: "试卷已经交了，这里的答案没有赶上。" } };
const CANCELLED = {
  body: {
    error: "attempt_cancelled",
    message: "这次考核已经取消，试卷停在这里，不用再答，也不算成绩。有疑问请问本单位安全员或者监管科室。",
  },
};

// Of a state that the server tells: why nothing goes on, as a refusal; null while the paper runs.
export function endOf({ state }) {
  if (state === "cancelled") return CANCELLED;
  return state === "submitted" ? HANDED_IN : null;
}

// Of an answer of the server: which of the steps just sent it keeps without counting them, as a refusal; else null.
export function lateRefusal(answer, memory) {
  const late = new Set((answer && answer.late) || []);
  const steps = (memory.kept || []).filter((step) => late.has(step.id));
  if (!late.size) return null;
  const slots = Array.from(new Set(steps.map((step) => step.slot))).sort((one, other) => one - other);
  const which = slots.length ? `第 ${slots.join("、")} 题的答案没有赶上` : "最后传来的答案没有赶上";
  const message = `收卷以后才传到，${which}，不计分。收卷以前存在服务器上的答案都算。有疑问请找现场执法人员。`;
  return { late: true, body: { error: "answers_late", message } };
}

// True when the paper is handed in, so that there is a result to see.
export function isOver(error) {
  return ["answers_late", "attempt_submitted", "attempt_archived", "state_conflict"].includes(error.body.error);
}

const SECTIONS = ["loading", "work", "overview-panel", "hand-in-panel"];

// The paper is in and the result is on its way: nothing takes a tap any more.
export function showClosing(part) {
  for (const name of SECTIONS) part(name).hidden = name !== "loading";
  part("more").hidden = true;
}

export function showStopped(part, error, over, memory, slots) {
  // A paper that was called off is nobody's any more; what is left here of it would be of no use to the inspector.
  if (error.body.error !== "attempt_cancelled") showUnsent(part("stopped-copy"), memory, slots);
  part("stopped-title").textContent = TITLES[error.body.error] || "现在不能继续作答";
  part("stopped-text").textContent = error.body.message || "请找现场执法人员。已保存的答案都在。";
  part("to-result").hidden = !over;
  part("to-home").hidden = error.body.error !== "attempt_cancelled";
  for (const name of [...SECTIONS, "more"]) part(name).hidden = true;
  part("stopped").hidden = false;
  part("stopped-title").focus();
}
