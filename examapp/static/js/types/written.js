// What types have in common whose answer is typed.

import { typedAnswer } from "./../attempt/typed-answer.js";

export const written = {
  answering: (slot, callbacks) => typedAnswer(slot, callbacks),
  isAnswered: (slot) => slot.response.length > 0,
  words: (slot, response) => response.join("，"),
  spoken: () => [],
  draft: (slot) => slot,
};
