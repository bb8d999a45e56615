// One item on the screen: case, stem, picture and the way of answering that its type has. Calls `onAnswer(response)`.

import { caseCard } from "./case-card.js";
import { choiceCards, LETTERS } from "./choice-cards.js";
import { element, fill } from "./elements.js";
import { hotspot } from "./hotspot.js";
import { pictureFigure } from "./picture-view.js";
import { typedAnswer } from "./typed-answer.js";

const TYPE_NAMES = {
  single: "单选题", multiple: "多选题", judgement: "判断题", ordering: "排序题", numeric: "数值题", blank: "填空题", hotspot: "点图题",
};
const HINTS = {
  multiple: "可以选多个",
  ordering: "按先后顺序逐个点选；再点一次取消",
  numeric: "填一个数，填完自动保存",
  blank: "填几个字，填完自动保存",
  hotspot: "在图上点出来，可以点多处；再点一次取消",
};

function answering(slot, pictures, callbacks) {
  if (slot.type === "numeric" || slot.type === "blank") return typedAnswer(slot, callbacks);
  if (slot.type === "hotspot") return hotspot(slot, pictures, callbacks.onAnswer);
  return choiceCards(slot, callbacks.onAnswer);
}

function headOf(slot, total) {
  const head = element("p", "item-head");
  head.append(element("span", "item-type", TYPE_NAMES[slot.type]));
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
  if (HINTS[slot.type]) parts.push(element("p", "item-hint", HINTS[slot.type]));
  const body = answering(slot, pictures, callbacks);
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
  const choices = slot.choices.map(
    (choice, index) => (slot.type === "judgement" ? choice.text : `${LETTERS[index]}，${choice.text}`),
  );
  const before = slot.case && slot.case.place === 1 ? `案例。${slot.case.text}。` : "";
  const picture = slot.picture ? `图里是：${slot.picture.alt}。` : "";
  const unit = slot.unit ? `单位：${slot.unit}。` : "";
  return `${before}${TYPE_NAMES[slot.type]}。${slot.read_aloud || slot.stem}。${picture}${unit}${choices.join("。")}。`;
}
