// All items at a glance: a cell each, with its state by colour, sign and word.

import { element } from "./elements.js";
import { TYPES } from "./../types/table.js";

const WORDS = { answered: "，已答", begun: "，没答完", empty: "，未答" };

export function isAnswered(slot) {
  return TYPES[slot.type].isAnswered(slot);
}

function stateOf(slot) {
  return isAnswered(slot) ? "answered" : slot.response.length ? "begun" : "empty";
}

export function overviewCells(slots, flags, current, onGo) {
  return slots.map((slot) => {
    const cell = element("button", "overview-cell", String(slot.slot));
    cell.type = "button";
    const flagged = flags.includes(slot.slot);
    cell.dataset.state = stateOf(slot);
    cell.dataset.flagged = String(flagged);
    cell.setAttribute("aria-label", `第 ${slot.slot} 题${WORDS[cell.dataset.state]}${flagged ? "，已标记" : ""}`);
    if (slot.slot === current) cell.setAttribute("aria-current", "step");
    cell.addEventListener("click", () => onGo(slot.slot));
    return cell;
  });
}
