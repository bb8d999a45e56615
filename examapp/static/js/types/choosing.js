// What types have in common that are answered by choices: words of an answer, what is read out,
// the unfinished item of the editor.

import { LETTERS } from "./../attempt/choice-cards.js";

export function textsOf(slot, response) {
  const texts = new Map(slot.choices.map((choice) => [choice.id, choice.text]));
  return response.map((id) => texts.get(id) || id);
}

export const choosing = {
  isAnswered: (slot) => slot.response.length > 0,
  words: (slot, response) => textsOf(slot, response).join("；"),
  spoken: (slot) => slot.choices.map((choice, index) => `${LETTERS[index]}，${choice.text}`),
  draft: (slot, rows) => ({ ...slot, choices: rows.filter((row) => row.text).map(({ id, text }) => ({ id, text })) }),
};
