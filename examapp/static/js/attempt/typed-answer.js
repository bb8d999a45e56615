// A number or some words, saved as they are typed. What is no number is kept on the device and said to be unsaved.

import { element } from "./elements.js";

const PAUSE = 400;
const MOST = { numeric: 32, blank: 200 };
const NUMBER = /^[+-]?([0-9]{1,12}(\.[0-9]{0,8})?|\.[0-9]{1,8})$/;
const GROUPED = /^[+-]?[0-9]{1,3}(,[0-9]{3}){1,3}(\.[0-9]{0,8})?$/;

const folded = (text) => text.normalize("NFKC").trim().toLowerCase();

// Digits, points and signs as wide as Chinese characters. Nothing else becomes a digit: 10² is not 102, ① is not 1.
const narrow = (text) => text
  .replace(/[\uff01-\uff5e]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0))
  .replace(/。/g, ".").replace(/−/g, "-").replace(/\u3000/g, " ").trim();

function withoutUnit(text, unit) {
  const wanted = folded(unit);
  for (let place = 0; wanted && place < text.length; place += 1) {
    if (folded(text.slice(place)) === wanted) return text.slice(0, place);
  }
  return text;
}

// The same reading as `read_number` of the server: full-width signs, the unit behind the number, commas between groups
// of three digits. "1,5" and "1 5" are no numbers: 1.5 and 15 are equally likely.
export function isNumber(text, unit = "") {
  const number = narrow(withoutUnit(text.trim(), unit));
  return NUMBER.test(number) || GROUPED.test(number);
}

// Control characters and broken halves of characters would be refused by the server.
export function cleaned(text) {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\ufeff]|[\ud800-\udfff]/gu, " ").trim();
}

function makeField(slot) {
  const input = element("input", "typed__input");
  input.type = "text";
  input.autocomplete = "off";
  input.maxLength = MOST[slot.type];
  input.setAttribute("aria-labelledby", slot.unit ? "stem typed-unit" : "stem");
  input.setAttribute("aria-describedby", "typed-told");
  if (slot.type === "numeric") input.inputMode = "decimal";
  else input.setAttribute("enterkeyhint", "done");
  input.value = slot.draft !== undefined ? slot.draft : slot.response[0] || "";
  return input;
}

function adviceFor(text) {
  const comma = /[0-9０-９]\s*[,，、]\s*[0-9０-９]/.test(text);
  return comma ? "逗号看不出是小数点还是分隔，小数请用点，例如 1.5" : "这里只填一个数，例如 19.5";
}

function readField(slot, input) {
  const text = cleaned(input.value);
  const readable = text === "" || slot.type === "blank" || isNumber(text, slot.unit || "");
  return { text, readable, response: readable && text !== "" ? [text] : [] };
}

// `onTyping(true)` while something typed waits to be saved, `onTyping(false)` when it no longer waits.
export function typedAnswer(slot, { onAnswer, onDraft, onTyping }) {
  const input = makeField(slot);
  const line = element("div", `typed typed--${slot.type}`);
  line.append(input);
  if (slot.unit) {
    const unit = element("span", "typed__unit", slot.unit);
    unit.id = "typed-unit";
    line.append(unit);
  }
  const told = element("p", "typed__told");
  told.id = "typed-told";
  told.setAttribute("aria-live", "polite");
  let timer = null;

  const flush = () => {
    clearTimeout(timer);
    const { text, readable, response } = readField(slot, input);
    told.textContent = readable ? "" : `还没有保存：${adviceFor(text)}`;
    input.setAttribute("aria-invalid", String(!readable));
    const draft = readable ? undefined : text;
    if (slot.draft !== draft) {
      slot.draft = draft;
      onDraft(slot.draft);
    }
    if (response.join() !== slot.response.join() || response.length !== slot.response.length) onAnswer(response);
    onTyping(false);
  };
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(flush, PAUSE);
    onTyping(true);
  });
  input.addEventListener("blur", flush);
  input.addEventListener("keydown", (event) => { if (event.key === "Enter" && !event.isComposing) input.blur(); });
  if (slot.draft !== undefined) flush();
  return { parts: [line, told], update() {}, flush };
}
