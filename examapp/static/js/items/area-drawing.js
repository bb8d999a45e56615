// Areas of a hotspot item: drawn on the picture by dragging, moved by dragging, or given by numbers (thousandths of
// the picture).

import { boundsOf, isArea, placeArea } from "./../attempt/areas.js";
import { drawn, element } from "./../attempt/elements.js";
import { rowsOf, typeOf } from "./draft-form.js";
import { TYPES } from "./../types/table.js";

const FIELDS = {
  rect: ["左边", "上边", "宽", "高"],
  circle: ["圆心离左边", "圆心离上边", "半径"],
};
const SMALLEST = 15;

const clamp = (value, low, high) => Math.min(Math.max(Math.round(value), low), high);

// Whole numbers inside the picture, as the bank wants them.
export function areaText(kind, ax, ay, bx, by, ratio) {
  if (kind === "circle") {
    const r = Math.hypot(bx - ax, (by - ay) / ratio);
    return `circle ${clamp(ax, 0, 1000)} ${clamp(ay, 0, 1000)} ${clamp(r, 1, 1000)}`;
  }
  const [x, y] = [clamp(Math.min(ax, bx), 0, 1000), clamp(Math.min(ay, by), 0, 1000)];
  return `rect ${x} ${y} ${clamp(Math.abs(bx - ax), 1, 1000 - x)} ${clamp(Math.abs(by - ay), 1, 1000 - y)}`;
}

export function movedArea(area, dx, dy) {
  const [kind, ...words] = area.split(" ");
  const n = words.map(Number);
  if (kind === "rect") {
    return `rect ${clamp(n[0] + dx, 0, 1000 - n[2])} ${clamp(n[1] + dy, 0, 1000 - n[3])} ${n[2]} ${n[3]}`;
  }
  if (kind === "circle") return `circle ${clamp(n[0] + dx, 0, 1000)} ${clamp(n[1] + dy, 0, 1000)} ${n[2]}`;
  return `poly ${n.map((value, place) => clamp(value + (place % 2 ? dy : dx), 0, 1000)).join(" ")}`;
}

export class AreaDrawing {
  constructor(form, rows, onChange) {
    Object.assign(this, { form, rows, onChange });
    this.sheet = form.querySelector("[data-part=sheet]");
    this.image = form.querySelector("[data-part=image]");
    this.tools = form.querySelector("[data-part=shape-tools]");
    this.shape = "rect";
    this.layer = drawn("svg", { class: "picture-edit__areas", "aria-hidden": "true", focusable: "false" });
    this.sheet.append(this.layer);
    for (const tool of this.tools.querySelectorAll("[data-shape]")) {
      tool.addEventListener("click", () => {
        this.shape = tool.dataset.shape;
        for (const one of this.tools.querySelectorAll("[data-shape]")) {
          one.setAttribute("aria-pressed", String(one === tool));
        }
      });
    }
    this.layer.addEventListener("pointerdown", (event) => this.begin(event));
    form.querySelector("[data-part=choices]").addEventListener("input", (event) => this.readFields(event.target));
    this.paint();
  }

  point(event) {
    const box = this.layer.getBoundingClientRect();
    return [
      clamp(((event.clientX - box.left) / box.width) * 1000, 0, 1000),
      clamp(((event.clientY - box.top) / box.height) * 1000, 0, 1000),
    ];
  }

  begin(event) {
    if (event.button !== 0) return;
    event.preventDefault();
    const held = event.target.closest("[data-choice]");
    const row = held && rowsOf(this.form).find((one) => one.id === held.dataset.choice);
    const [ax, ay] = this.point(event);
    const ratio = this.image.width / this.image.height;
    let area = row ? row.area : "";
    const move = (moved) => {
      const [bx, by] = this.point(moved);
      if (row) area = movedArea(row.area, bx - ax, by - ay);
      else if (Math.abs(bx - ax) + Math.abs(by - ay) >= SMALLEST) area = areaText(this.shape, ax, ay, bx, by, ratio);
      this.paint(row ? { id: row.id, area } : { id: "", area });
    };
    const end = (ended) => {
      this.layer.removeEventListener("pointermove", move);
      this.layer.removeEventListener("pointerup", end);
      this.layer.removeEventListener("pointercancel", end);
      if (ended.type === "pointercancel") { this.paint(); return; }
      if (row) this.put(row.row, area);
      else if (area) this.addAt(area);
      else this.paint();
    };
    this.layer.setPointerCapture(event.pointerId);
    this.layer.addEventListener("pointermove", move);
    this.layer.addEventListener("pointerup", end);
    this.layer.addEventListener("pointercancel", end);
  }

  addAt(area) {
    const spare = rowsOf(this.form).find((one) => !one.area && !one.text)?.row;
    const row = spare || this.rows.add();
    this.put(row, area);
    row.querySelector("[name=choice_text]").focus();
  }

  put(row, area) {
    row.querySelector("[name=choice_area]").value = area;
    this.paint();
    this.onChange();
  }

  // Number fields in place of the one line of text, which stays the field that is sent.
  fieldsOf(row) {
    const line = row.querySelector("[name=choice_area]");
    const box = row.querySelector("[data-part=area-fields]");
    const [kind, ...numbers] = (isArea(line.value) ? line.value : "rect").split(" ");
    const plain = kind !== "poly";
    line.parentElement.querySelector("label").hidden = plain;
    line.hidden = plain;
    box.hidden = !plain;
    if (!plain || box.contains(document.activeElement)) return;
    if (box.dataset.kind !== kind) {
      box.dataset.kind = kind;
      box.replaceChildren(...FIELDS[kind].map((name, place) => {
        const label = element("label", "area-field");
        const field = element("input", "input");
        Object.assign(field, { type: "number", min: "0", max: "1000", step: "1", inputMode: "numeric" });
        field.dataset.place = String(place);
        label.append(element("span", "", name), field);
        return label;
      }));
    }
    box.querySelectorAll("input").forEach((field, place) => { field.value = numbers[place] ?? ""; });
  }

  readFields(field) {
    const box = field.closest("[data-part=area-fields]");
    if (!box) return;
    const row = field.closest("[data-part=choice]");
    const numbers = [...box.querySelectorAll("input")].map((one) => one.value.trim());
    const area = numbers.every((one) => one !== "")
      ? `${box.dataset.kind} ${numbers.map((one) => clamp(Number(one), 0, 1000)).join(" ")}`
      : "";
    row.querySelector("[name=choice_area]").value = area;
    this.paint();
  }

  // `instead` is the area under the finger.
  paint(instead = null) {
    const used = TYPES[typeOf(this.form)].hasAreas && !this.image.hidden;
    this.tools.hidden = !used;
    this.layer.toggleAttribute("hidden", !used);
    const [width, height] = [this.image.width || 1000, this.image.height || 1000];
    this.layer.setAttribute("viewBox", `0 0 ${width} ${height}`);
    const rows = rowsOf(this.form);
    const shown = rows.map((one, place) => ({ ...one, place, area: instead?.id === one.id ? instead.area : one.area }));
    if (instead && instead.id === "" && instead.area) {
      shown.push({ id: "", area: instead.area, place: rows.length, right: false });
    }
    this.layer.replaceChildren(...shown.filter((one) => isArea(one.area)).map((one) => this.group(one, width, height)));
    for (const one of rows) this.fieldsOf(one.row);
  }

  group({ id, area, place, right }, width, height) {
    const placed = placeArea(area, width, height);
    const bounds = boundsOf(placed);
    const group = drawn("g", { class: right ? "edit-area edit-area--right" : "edit-area", "data-choice": id });
    if (placed.kind === "rect") {
      group.append(drawn("rect", { x: placed.x, y: placed.y, width: placed.width, height: placed.height }));
    }
    else if (placed.kind === "circle") group.append(drawn("circle", { cx: placed.x, cy: placed.y, r: placed.r }));
    else group.append(drawn("polygon", { points: placed.points.map((point) => point.join(",")).join(" ") }));
    const r = width * 0.03;
    const [x, y] = [Math.min(Math.max(bounds.x + r, r), width - r), Math.min(Math.max(bounds.y + r, r), height - r)];
    const number = drawn("text", { x, y, "font-size": r * 1.3 });
    number.textContent = String(place + 1);
    group.append(drawn("circle", { class: "edit-area__badge", cx: x, cy: y, r }), number);
    return group;
  }
}
