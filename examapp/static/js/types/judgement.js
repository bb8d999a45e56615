// 判断题.

import { choiceCards, oneChosen } from "./../attempt/choice-cards.js";
import { choosing } from "./choosing.js";

const signOf = (slot, choice) => (choice.id === "true" ? "✓" : "×");

export const judgement = {
  ...choosing,
  name: "判断题",
  answering: (slot, { onAnswer }) => choiceCards(slot, onAnswer, { next: oneChosen, signOf }),
  spoken: (slot) => slot.choices.map((choice) => choice.text),
  draft: (slot) => ({ ...slot, choices: [{ id: "true", text: "对" }, { id: "false", text: "错" }] }),
};
