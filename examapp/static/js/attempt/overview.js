// All items at a glance: a cell each, with its state by colour, sign and word.

import { element } from "./elements.js";
import { TYPES } from "./../types/table.js";

const WORDS = { flagged: "，已标记", answered: "，已答", begun: "，没答完", empty: "，未答" };

export function isAnswered(slot) {
  return TYPES[slot.type].isAnswered(slot);
}

function stateOf(slot, flags) {
  if (flags.includes(slot.slot)) return "flagged";
  return isAnswered(slot) ? "answered" : slot.response.length ? "begun" : "empty";
}

export function overviewCells(slots, flags, current, onGo) {
  return slots.map((slot) => {
    const cell = element("button", "overview-cell", String(slot.slot));
    cell.type = "button";
    cell.dataset.state = stateOf(slot, flags);
    cell.setAttribute("aria-label", `第 ${slot.slot} 题${WORDS[cell.dataset.state]}`);
    if (slot.slot === current) cell.setAttribute("aria-current", "step");
    cell.addEventListener("click", () => onGo(slot.slot));
    return cell;
  });
}
