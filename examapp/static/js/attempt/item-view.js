// One item on the screen: case, stem, picture and the way of answering that its type has. Calls `onAnswer(response)`.

import { caseCard } from "./case-card.js";
import { element, fill } from "./elements.js";
import { pictureFigure } from "./picture-view.js";
import { TYPES } from "./../types/table.js";

function headOf(slot, total) {
  const head = element("p", "item-head");
  head.append(element("span", "item-type", TYPES[slot.type].name));
  head.append(element("span", "item-place", `第 ${slot.slot} 题 / 共 ${total} 题`));
  return head;
}

// The view holds its slot; `update()` after an answer, `flush()` before leaving what was typed.
export function showItem(root, slot, total, pictures, callbacks) {
  const stem = element("h2", "item-stem", slot.stem);
  stem.id = "stem";
  stem.tabIndex = -1;
  const parts = [headOf(slot, total)];
  if (slot.case) parts.push(caseCard(slot.case));
  parts.push(stem);
  const type = TYPES[slot.type];
  const hint = [type.hint, slot.partial ? type.partial : ""].filter(Boolean).join("；");
  if (hint) parts.push(element("p", "item-hint", hint));
  const body = type.answering(slot, callbacks, pictures);
  const shown = element("div", "item-card__picture");
  const answers = element("div", "item-card__answers");
  if (body.beside) shown.append(...body.beside);
  else if (slot.picture) shown.append(pictureFigure(slot.picture, pictures));
  answers.append(...body.parts);
  root.toggleAttribute("data-picture", Boolean(slot.picture));
  fill(root, ...parts, ...(slot.picture ? [shown] : []), answers);
  return { slot, update: body.update, flush: body.flush };
}

export function spokenText(slot) {
  const type = TYPES[slot.type];
  const before = slot.case && slot.case.place === 1 ? `案例。${slot.case.text}。` : "";
  const picture = slot.picture ? `图里是：${slot.picture.alt}。` : "";
  const unit = slot.unit ? `单位：${slot.unit}。` : "";
  return `${before}${type.name}。${slot.read_aloud || slot.stem}。${picture}${unit}${type.spoken(slot).join("。")}。`;
}
