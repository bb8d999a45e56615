// 配对题: a list to choose from under each left item; native lists work by touch, keys and screen reader,
// on old phones too.

import { LETTERS } from "./../attempt/choice-cards.js";
import { element } from "./../attempt/elements.js";
import { choosing } from "./choosing.js";

const pairOf = (left, choice) => `${left}=${choice}`;

function chosenOf(response, left) {
  const pair = response.find((one) => one.startsWith(`${left.id}=`));
  return pair ? pair.slice(left.id.length + 1) : "";
}

function wordsOf(slot, pair) {
  const left = slot.lefts.find((one) => pair.startsWith(`${one.id}=`));
  const choice = slot.choices.find((one) => left && pair === pairOf(left.id, one.id));
  return choice ? `${left.text} → ${choice.text}` : pair;
}

function choiceList(slot) {
  const list = element("ol", "match-choices");
  list.setAttribute("aria-label", "可以配的");
  for (const [index, choice] of slot.choices.entries()) {
    const row = element("li", "match-choices__row");
    row.append(element("span", "match-choices__letter", LETTERS[index]), element("span", "", choice.text));
    list.append(row);
  }
  return list;
}

function makeField(slot, left, onAnswer) {
  const row = element("div", "match-row");
  const label = element("label", "match-row__left", left.text);
  const field = element("select", "match-row__field");
  field.id = label.htmlFor = `pair-${left.id}`;
  const empty = new Option("请选择", "");
  const options = slot.choices.map((choice, index) => new Option(`${LETTERS[index]}．${choice.text}`, choice.id));
  field.append(empty, ...options);
  field.addEventListener("change", () => {
    const pairs = slot.lefts.map((one) => [one.id, one === left ? field.value : chosenOf(slot.response, one)]);
    onAnswer(pairs.filter(([, choice]) => choice).map(([one, choice]) => pairOf(one, choice)));
  });
  row.append(label, field);
  return {
    row,
    update() {
      field.value = chosenOf(slot.response, left);
      row.dataset.chosen = String(field.value !== "");
    },
  };
}

function doubledLetters(slot) {
  const used = slot.lefts.map((left) => chosenOf(slot.response, left)).filter(Boolean);
  const isDoubled = (choice) => used.filter((id) => id === choice.id).length > 1;
  return slot.choices.map((choice, index) => (isDoubled(choice) ? LETTERS[index] : "")).filter(Boolean);
}

function answering(slot, { onAnswer }) {
  const fields = slot.lefts.map((left) => makeField(slot, left, onAnswer));
  const group = element("div", "match-rows");
  group.setAttribute("role", "group");
  group.setAttribute("aria-labelledby", "stem");
  group.append(...fields.map((field) => field.row));
  const told = element("p", "match-told");
  told.setAttribute("role", "status");
  const update = () => {
    for (const field of fields) field.update();
    const doubled = doubledLetters(slot);
    const open = slot.lefts.length - slot.response.length;
    const text = doubled.length ? `${doubled.join("、")} 选了两次，每个最多用一次` : open ? `还有 ${open} 项没有配` : "全部配好了";
    told.dataset.kind = doubled.length ? "bad" : "";
    if (told.textContent !== text) told.textContent = text;
  };
  update();
  return { parts: [choiceList(slot), group, told], update, flush() {} };
}

function draft(slot, rows) {
  const lefts = rows.map(({ row }) => row.querySelector("[name=choice_left]").value.trim()).filter(Boolean);
  return { ...choosing.draft(slot, rows), lefts: lefts.map((text, index) => ({ id: String(index + 1), text })) };
}

export const matching = {
  ...choosing,
  name: "配对题",
  hint: "给每一项选出该配的；每个选项最多用一次，有用不上的",
  partial: "配对几项给几项的分，配错不倒扣",
  answering,
  isAnswered: (slot) => slot.response.length === slot.lefts.length,
  words: (slot, response) => response.map((pair) => wordsOf(slot, pair)).join("；"),
  spoken: (slot) => [`要配的有：${slot.lefts.map((left) => left.text).join("；")}`, "可以选的有", ...choosing.spoken(slot)],
  draft,
};
