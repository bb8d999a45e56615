// 排序题: tapped in order.

import { choiceCards, letterOf, severalChosen } from "./../attempt/choice-cards.js";
import { choosing, textsOf } from "./choosing.js";

function placeOf(slot, choice) {
  return slot.response.indexOf(choice.id) + 1;
}

const signOf = (slot, choice, index) => String(placeOf(slot, choice) || letterOf(slot, choice, index));
const labelOf = (slot, choice) => (placeOf(slot, choice) ? `第 ${placeOf(slot, choice)} 步：${choice.text}` : "");

export const ordering = {
  ...choosing,
  name: "排序题",
  hint: "按先后顺序逐个点选；再点一次取消",
  answering: (slot, { onAnswer }) => choiceCards(slot, onAnswer, { next: severalChosen, signOf, labelOf }),
  isAnswered: (slot) => slot.response.length === slot.choices.length,
  words: (slot, response) => textsOf(slot, response).join(" → "),
};
