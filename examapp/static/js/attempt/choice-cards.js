// Choices as large cards: tap anywhere on one. The cards stay the same elements, so nothing loses the focus.

import { button, element } from "./elements.js";

export const LETTERS = "ABCDEFGHIJ";
const SEVERAL = new Set(["multiple", "ordering", "hotspot"]);

export function nextResponse(type, response, choiceId) {
  if (!SEVERAL.has(type)) return [choiceId];
  if (response.includes(choiceId)) return response.filter((held) => held !== choiceId);
  return [...response, choiceId];
}

function signOf(slot, choice, index, chosen) {
  if (slot.type === "judgement") return choice.id === "true" ? "✓" : "×";
  if (slot.type === "ordering" && chosen) return String(slot.response.indexOf(choice.id) + 1);
  if (slot.type === "hotspot") return chosen ? "✓" : "";
  return LETTERS[index];
}

function makeCard(slot, choice, onAnswer) {
  const card = button("answer-card", undefined, () => onAnswer(nextResponse(slot.type, slot.response, choice.id)));
  card.dataset.choice = choice.id;
  card.setAttribute("role", SEVERAL.has(slot.type) ? "checkbox" : "radio");
  card.append(element("span", "answer-card__letter"), element("span", "answer-card__text", choice.text));
  return card;
}

function paintCard(card, slot, choice, index) {
  const chosen = slot.response.includes(choice.id);
  const sign = signOf(slot, choice, index, chosen);
  card.setAttribute("aria-checked", String(chosen));
  card.firstElementChild.textContent = sign;
  if (slot.type === "ordering" && chosen) card.setAttribute("aria-label", `第 ${sign} 步：${choice.text}`);
  else card.removeAttribute("aria-label");
}

export function choiceCards(slot, onAnswer) {
  const list = element("div", "answer-list");
  list.setAttribute("role", SEVERAL.has(slot.type) ? "group" : "radiogroup");
  list.setAttribute("aria-labelledby", "stem");
  const cards = slot.choices.map((choice) => makeCard(slot, choice, onAnswer));
  list.append(...cards);
  const update = () => cards.forEach((card, index) => paintCard(card, slot, slot.choices[index], index));
  update();
  return { parts: [list], update, flush() {} };
}
