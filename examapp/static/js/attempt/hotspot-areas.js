// The areas over a picture: unseen until marked or focused, so that looking is part of the question.

import { boundsOf, choiceAt, placeArea } from "./areas.js";
import { drawn } from "./elements.js";

function shape(area, className) {
  if (area.kind === "rect") {
    return drawn("rect", { class: className, x: area.x, y: area.y, width: area.width, height: area.height, rx: 6 });
  }
  if (area.kind === "circle") return drawn("circle", { class: className, cx: area.x, cy: area.y, r: area.r });
  return drawn("polygon", { class: className, points: area.points.map((point) => point.join(",")).join(" ") });
}

function badge(area, width, height) {
  const r = width * 0.034;
  const bounds = boundsOf(area);
  const x = Math.min(Math.max(bounds.x, r + 2), width - r - 2);
  const y = Math.min(Math.max(bounds.y, r + 2), height - r - 2);
  const number = drawn("text", { class: "hotspot-area__number", x, y, "font-size": r * 1.35 });
  const made = drawn("g", { class: "hotspot-area__badge" }, drawn("circle", { cx: x, cy: y, r }), number);
  return { made, number };
}

function makeArea(choice, width, height, onPick) {
  const area = placeArea(choice.area, width, height);
  const { made, number } = badge(area, width, height);
  const group = drawn("g", {
    class: "hotspot-area", role: "checkbox", tabindex: 0, "aria-label": choice.text, "data-choice": choice.id,
  });
  group.append(shape(area, "hotspot-area__halo"), shape(area, "hotspot-area__ring"), made);
  group.addEventListener("keydown", (event) => {
    if (event.key !== " " && event.key !== "Enter") return;
    event.preventDefault();
    onPick(choice.id);
  });
  return { group, number, choice };
}

// `onPick(id)` for a tap on or near an area, `onPick(null)` for a tap where nothing is.
export function areasOver(slot, onPick) {
  const { width, height } = slot.picture;
  const areas = slot.choices.map((choice) => makeArea(choice, width, height, onPick));
  const sheet = drawn("svg", {
    class: "hotspot__areas", viewBox: `0 0 ${width} ${height}`, role: "group", "aria-labelledby": "stem",
  });
  sheet.append(...areas.map((one) => one.group));
  sheet.addEventListener("click", (event) => {
    // A click without a pointer (screen reader) has no place: it means the area that it was sent to.
    const sent = event.detail === 0 ? event.target.closest("[data-choice]") : null;
    const box = sheet.getBoundingClientRect();
    const meant = choiceAt(slot.choices, event.clientX - box.left, event.clientY - box.top, box.width, box.height);
    if (sent) onPick(sent.dataset.choice);
    else onPick(meant ? meant.id : null);
  });
  const update = () => {
    for (const { group, number, choice } of areas) {
      const place = slot.response.indexOf(choice.id);
      group.setAttribute("aria-checked", String(place >= 0));
      number.textContent = place >= 0 ? String(place + 1) : "";
    }
  };
  update();
  return { sheet, update };
}
