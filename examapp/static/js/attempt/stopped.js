// The page after the server refused to go on: why, what to do, and what this device still holds.

import { showUnsent } from "./unsent-copy.js";

const TITLES = {
  attempt_moved: "已换到另一台设备作答",
  attempt_submitted: "已经交卷",
  attempt_archived: "答卷已归档",
  state_conflict: "已经交卷",
};

// True when the paper is handed in, so that there is a result to see.
export function isOver(error) {
  return ["attempt_submitted", "attempt_archived", "state_conflict"].includes(error.body.error);
}

export function showStopped(part, error, over, memory, slots) {
  showUnsent(part("stopped-copy"), memory, slots);
  part("stopped-title").textContent = TITLES[error.body.error] || "现在不能继续作答";
  part("stopped-text").textContent = error.body.message || "请找现场执法人员。已保存的答案都在。";
  part("to-result").hidden = !over;
  for (const name of ["loading", "work", "overview-panel", "hand-in-panel"]) part(name).hidden = true;
  part("stopped").hidden = false;
}
