// One item on the screen: stem and choices as large cards. Emits nothing itself; calls `onAnswer(response)`.

const LETTERS = "ABCDEFGH";
const TYPE_NAMES = { single: "单选题", multiple: "多选题", judgement: "判断题", ordering: "排序题" };
const HINTS = { multiple: "可以选多个", ordering: "按先后顺序逐个点选；再点一次取消" };

function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

export function nextResponse(type, response, choiceId) {
  if (type === "single" || type === "judgement") return [choiceId];
  if (response.includes(choiceId)) return response.filter((held) => held !== choiceId);
  return [...response, choiceId];
}

function choiceCard(slot, choice, index, onPick) {
  const chosen = slot.response.includes(choice.id);
  const card = element("button", "answer-card");
  card.type = "button";
  card.dataset.choice = choice.id;
  card.setAttribute("role", slot.type === "multiple" || slot.type === "ordering" ? "checkbox" : "radio");
  card.setAttribute("aria-checked", String(chosen));
  const place = slot.type === "ordering" && chosen ? String(slot.response.indexOf(choice.id) + 1) : LETTERS[index];
  card.append(element("span", "answer-card__letter", slot.type === "judgement" ? (choice.id === "true" ? "✓" : "×") : place));
  card.append(element("span", "answer-card__text", choice.text));
  if (slot.type === "ordering" && chosen) card.setAttribute("aria-label", `第 ${place} 步：${choice.text}`);
  card.addEventListener("click", () => onPick(choice.id));
  return card;
}

export function renderItem(root, slot, total, onAnswer) {
  const focused = document.activeElement && document.activeElement.dataset ? document.activeElement.dataset.choice : null;
  const head = element("p", "item-head");
  head.append(element("span", "item-type", TYPE_NAMES[slot.type]));
  head.append(element("span", "item-place", `第 ${slot.slot} 题 / 共 ${total} 题`));
  const stem = element("h2", "item-stem", slot.stem);
  stem.id = "stem";
  stem.tabIndex = -1;
  const list = element("div", "answer-list");
  const many = slot.type === "multiple" || slot.type === "ordering";
  list.setAttribute("role", many ? "group" : "radiogroup");
  list.setAttribute("aria-labelledby", "stem");
  slot.choices.forEach((choice, index) => {
    list.append(choiceCard(slot, choice, index, (id) => onAnswer(nextResponse(slot.type, slot.response, id))));
  });
  const parts = [head, stem];
  if (HINTS[slot.type]) parts.push(element("p", "item-hint", HINTS[slot.type]));
  root.replaceChildren(...parts, list);
  if (focused) {
    const same = list.querySelector(`[data-choice="${CSS.escape(focused)}"]`);
    if (same) same.focus({ preventScroll: true });
  }
}

export function spokenText(slot) {
  const choices = slot.choices.map((choice, index) => (slot.type === "judgement" ? choice.text : `${LETTERS[index]}，${choice.text}`));
  return `${TYPE_NAMES[slot.type]}。${slot.read_aloud || slot.stem}。${choices.join("。")}。`;
}

export { element };
