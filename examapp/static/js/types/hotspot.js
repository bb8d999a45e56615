// Marking places of a picture by tapping, with the same places as a list of words for everybody who prefers that.

import { isArea } from "./../attempt/areas.js";
import { choiceCards, severalChosen } from "./../attempt/choice-cards.js";
import { button, element, fill } from "./../attempt/elements.js";
import { areasOver } from "./../attempt/hotspot-areas.js";
import { missingNote, pictureImage } from "./../attempt/picture-view.js";
import { choosing } from "./choosing.js";

let byWords = false;

const signOf = (slot, choice) => (slot.response.includes(choice.id) ? "✓" : "");

function markedList(slot, onAnswer) {
  const list = element("ol", "marked-list");
  const update = () => {
    fill(list, ...slot.response.map((id, index) => {
      const text = slot.choices.find((choice) => choice.id === id).text;
      const row = element("li", "marked-list__row");
      const undo = button("marked-list__undo", "取消", () => onAnswer(severalChosen(slot.response, id)));
      undo.setAttribute("aria-label", `取消：${text}`);
      const number = element("span", "marked-list__number", String(index + 1));
      row.append(number, element("span", "marked-list__text", text), undo);
      return row;
    }));
  };
  return { list, update };
}

function switchButton(text, onSwitch) {
  const made = button("hotspot__switch", text, () => {
    const on = made.getAttribute("aria-pressed") !== "true";
    made.setAttribute("aria-pressed", String(on));
    onSwitch(on);
  });
  made.setAttribute("aria-pressed", "false");
  return made;
}

function framed(slot, pictures, sheet, onMissing) {
  const frame = element("div", "hotspot__frame");
  const inner = element("div", "hotspot__sheet");
  inner.style.setProperty("--ratio", String(slot.picture.width / slot.picture.height));
  const note = missingNote(slot.picture, pictures);
  const image = pictureImage(slot.picture, pictures, (missing) => {
    note.hidden = !missing;
    frame.hidden = missing;
    onMissing(missing);
  });
  inner.append(image, sheet);
  frame.append(inner);
  return { frame, note };
}

function picking(slot, { onAnswer }, pictures) {
  const told = element("p", "hotspot__told");
  told.setAttribute("role", "status");
  const pick = (id) => {
    told.textContent = id === null ? "这里没有可标的地方，换个地方点" : "";
    if (id !== null) onAnswer(severalChosen(slot.response, id));
  };
  const areas = areasOver(slot, pick);
  const marked = markedList(slot, onAnswer);
  const cards = choiceCards(slot, onAnswer, { next: severalChosen, signOf });
  const words = switchButton("用文字选", (on) => { byWords = on; update(); });
  const zoom = switchButton("放大图", (on) => { frame.classList.toggle("hotspot__frame--large", on); });
  let missing = false;
  const update = () => {
    const listed = byWords || missing;
    areas.update();
    cards.update();
    marked.update();
    marked.list.hidden = listed || slot.response.length === 0;
    cards.parts[0].hidden = !listed;
    words.setAttribute("aria-pressed", String(listed));
    zoom.hidden = missing;
    if (slot.response.length === 0 && !told.textContent) told.textContent = "还没有标";
    else if (slot.response.length) told.textContent = `标了 ${slot.response.length} 处`;
  };
  const { frame, note } = framed(slot, pictures, areas.sheet, (now) => { missing = now; });
  const bar = element("div", "hotspot__bar");
  bar.append(zoom, words);
  update();
  pictures.whenReady(slot.picture.digest, update);
  return { beside: [bar, frame, note], parts: [told, marked.list, ...cards.parts], update, flush() {} };
}

function draft(slot, rows) {
  // Without a picture there is nothing to tap on yet.
  const placed = rows.filter((row) => isArea(row.area)).map(({ id, text, area }) => ({ id, text, area }));
  return { ...slot, ...(slot.picture ? {} : { type: "multiple" }), choices: placed };
}

export const hotspot = {
  ...choosing,
  name: "点图题",
  hasAreas: true,
  hint: "在图上点出来，可以点多处；再点一次取消",
  partial: "少标按标对的处数给分，标错一处就不得分",
  answering: picking,
  draft,
};
