// 单选题.

import { choiceCards, oneChosen } from "./../attempt/choice-cards.js";
import { choosing } from "./choosing.js";

export const single = {
  ...choosing,
  name: "单选题",
  answering: (slot, { onAnswer }) => choiceCards(slot, onAnswer, { next: oneChosen }),
};
