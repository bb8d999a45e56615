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

const STEPS = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };

// Of cards that exclude each other Tab reaches one; the arrow keys go round the others and choose as they go.
function walkByArrows(list, cards) {
  list.addEventListener("keydown", (event) => {
    const at = cards.indexOf(document.activeElement);
    if (!STEPS[event.key] || at < 0 || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const card = cards[(at + STEPS[event.key] + cards.length) % cards.length];
    card.focus();
    card.click();
  });
}

function reachOne(cards) {
  const reached = cards.find((card) => card.getAttribute("aria-checked") === "true") || cards[0];
  for (const card of cards) card.tabIndex = card === reached ? 0 : -1;
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
  const excludes = next !== severalChosen;
  const update = () => {
    cards.forEach((card, index) => paintCard(card, slot, slot.choices[index], index, words));
    if (excludes) reachOne(cards);
  };
  if (excludes) walkByArrows(list, cards);
  update();
  return { parts: [list], update, flush() {} };
}
