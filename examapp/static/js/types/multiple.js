// 多选题.

import { choiceCards, severalChosen } from "./../attempt/choice-cards.js";
import { choosing } from "./choosing.js";

export const multiple = {
  ...choosing,
  name: "多选题",
  hint: "可以选多个",
  partial: "少选按选对的个数给分，选错一个就不得分",
  answering: (slot, { onAnswer }) => choiceCards(slot, onAnswer, { next: severalChosen }),
};
