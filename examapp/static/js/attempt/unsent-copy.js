// What this device holds and the server does not: a list that a person can show to the inspector.
// Nothing is thrown away in silence.

import { element, fill } from "./elements.js";
import { TYPES } from "./../types/table.js";

function inWords(slot, response) {
  return slot ? TYPES[slot.type].words(slot, response) : response.join("，");
}

// The newest unsent answer of each slot, in order.
export function unsentAnswers(memory, slots) {
  const newest = new Map((memory ? memory.steps : []).map((step) => [step.slot, step.response]));
  return [...newest].sort((one, other) => one[0] - other[0]).map(([number, response]) => ({
    slot: number, words: response.length ? inWords(slots[number - 1], response) : "（收回了答案）",
  }));
}

export function showUnsent(place, memory, slots) {
  const answers = unsentAnswers(memory, slots);
  if (!answers.length) return false;
  const list = element("ol", "unsent-list");
  for (const one of answers) list.append(element("li", "", `第 ${one.slot} 题：${one.words}`));
  fill(
    place,
    element("p", "notice notice--warn", `本机还有 ${answers.length} 题的答案没有传到服务器。请把这一页给执法人员看，不要清除浏览器数据。`),
    list,
  );
  return true;
}
