// Choices as large cards: tap anywhere on one. The cards stay the same elements, so nothing loses the focus.

import { button, element } from "./elements.js";

export const LETTERS = "ABCDEFGHIJ";

export function letterOf(slot, choice, index) {
  return LETTERS[index];
}

export function oneChosen(response, choiceId) {
  return [choiceId];
}

export function severalChosen(response, choiceId) {
  if (response.includes(choiceId)) return response.filter((held) => held !== choiceId);
  return [...response, choiceId];
}

function makeCard(slot, choice, next, onAnswer) {
  const card = button("answer-card", undefined, () => onAnswer(next(slot.response, choice.id)));
  card.dataset.choice = choice.id;
  card.setAttribute("role", next === severalChosen ? "checkbox" : "radio");
  card.append(element("span", "answer-card__letter"), element("span", "answer-card__text", choice.text));
  return card;
}

function paintCard(card, slot, choice, index, { signOf, labelOf }) {
  const chosen = slot.response.includes(choice.id);
  const label = labelOf ? labelOf(slot, choice) : "";
  card.setAttribute("aria-checked", String(chosen));
  card.firstElementChild.textContent = signOf(slot, choice, index);
  if (label) card.setAttribute("aria-label", label);
  else card.removeAttribute("aria-label");
}

// `next(response, id)` is the answer after a tap; `signOf` what stands before the text, `labelOf` what is read out
// instead of it.
export function choiceCards(slot, onAnswer, { next, signOf = letterOf, labelOf = null }) {
  const list = element("div", "answer-list");
  list.setAttribute("role", next === severalChosen ? "group" : "radiogroup");
  list.setAttribute("aria-labelledby", "stem");
  const cards = slot.choices.map((choice) => makeCard(slot, choice, next, onAnswer));
  list.append(...cards);
  const words = { signOf, labelOf };
  const update = () => cards.forEach((card, index) => paintCard(card, slot, slot.choices[index], index, words));
  update();
  return { parts: [list], update, flush() {} };
}
