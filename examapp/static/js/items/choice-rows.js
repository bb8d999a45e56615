// Rows of choices and of citations: added, removed and moved by buttons or by Alt and the arrow keys.

import { rowsOf, typeOf, wordsOf } from "./draft-form.js";

const LETTERS = "abcdefghijklmnopqrstuvwxyz";

export class ChoiceRows {
  constructor(form, onChange) {
    this.form = form;
    this.onChange = onChange;
    this.list = form.querySelector("[data-part=choices]");
    this.template = document.querySelector("[data-part=choice-template]");
    this.citations = form.querySelector("[data-part=citations]");
    this.citation = document.querySelector("[data-part=citation-template]");
    this.citationNumber = 100;
    for (const line of form.querySelectorAll("[data-part=add-line]")) line.hidden = false;
    form.addEventListener("click", (event) => this.onClick(event));
    this.list.addEventListener("keydown", (event) => {
      if (!event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
      event.preventDefault();
      this.move(event.target.closest("[data-part=choice]"), event.key === "ArrowUp" ? -1 : 1, event.target);
    });
    this.citations.addEventListener("change", () => this.tellRanges());
    this.tellRanges();
  }

  onClick(event) {
    const pressed = event.target.closest("[data-act], [name=act]");
    const act = pressed?.dataset.act || pressed?.value;
    const row = pressed?.closest("[data-part=choice]");
    if (act === "up" || act === "down") { this.move(row, act === "up" ? -1 : 1, pressed); return; }
    if (act === "remove") this.remove(row);
    else if (act === "add") this.add().querySelector("[name=choice_text]").focus();
    else if (act === "add-citation") this.addCitation().querySelector("select").focus();
    else if (act === "remove-citation") this.removeCitation(pressed.closest("[data-part=citation]"));
    else return;
    this.changed();
  }

  move(row, step, focus) {
    const other = step < 0 ? row.previousElementSibling : row.nextElementSibling;
    if (!other) return;
    if (step < 0) other.before(row);
    else other.after(row);
    this.changed();
    focus.focus();
  }

  remove(row) {
    const next = row.nextElementSibling || row.previousElementSibling;
    row.remove();
    (next?.querySelector("[name=choice_text]") || this.form.querySelector("[name=act][value=add]")).focus();
  }

  freeId() {
    const held = new Set(rowsOf(this.form).map((one) => one.id));
    return [...LETTERS].find((letter) => !held.has(letter)) || `x${held.size}`;
  }

  add(id = this.freeId(), area = "") {
    const row = this.template.content.firstElementChild.cloneNode(true);
    for (const node of row.querySelectorAll("[id], [for], [aria-describedby], [name=choice_id], [name=right]")) {
      for (const name of ["id", "for", "aria-describedby", "value", "data-field"]) {
        if (node.hasAttribute(name)) node.setAttribute(name, node.getAttribute(name).replace("ZZ", id));
      }
    }
    const faults = row.querySelector("[data-part=faults]");
    faults.dataset.field = "";
    row.querySelector("[name=choice_area]").value = area;
    this.list.append(row);
    this.paint();
    return row;
  }

  setRows(ids) {
    this.list.replaceChildren();
    for (const id of ids) this.add(id);
  }

  setCitations(count) {
    this.citations.replaceChildren();
    for (let n = 0; n < Math.max(count, 1); n += 1) this.addCitation();
  }

  addCitation() {
    this.citationNumber += 1;
    const row = this.citation.content.firstElementChild.cloneNode(true);
    for (const node of row.querySelectorAll("[id], [for], [aria-describedby]")) {
      for (const name of ["id", "for", "aria-describedby"]) {
        const value = node.getAttribute(name);
        if (value !== null) node.setAttribute(name, value.replace(/-0$/, `-${this.citationNumber}`));
      }
    }
    row.querySelector("[data-part=faults]").dataset.field = "";
    this.citations.append(row);
    return row;
  }

  removeCitation(row) {
    row.remove();
    if (!this.citations.children.length) this.addCitation();
    this.citations.querySelector("select").focus();
  }

  // Which articles may be cited; a standard counts by clauses.
  tellRanges() {
    for (const row of this.citations.children) {
      const chosen = row.querySelector("select").selectedOptions[0];
      const last = Number(chosen?.dataset.last || -1);
      const text = last > 0 ? `可引第 ${chosen.dataset.first} 至 ${last} 条` : last === 0 ? "写条款号，例如 5.1.5" : "";
      row.querySelector("[data-part=range]").textContent = text;
    }
  }

  changed() {
    this.paint();
    this.tellRanges();
    this.onChange();
  }

  // Names, tools and what belongs to the type.
  paint() {
    const type = typeOf(this.form);
    const words = wordsOf(this.form);
    for (const part of this.form.querySelectorAll("[data-for]")) {
      part.hidden = !part.dataset.for.split(" ").includes(type);
    }
    this.form.dataset.type = type;
    this.form.querySelector("[data-part=type-hint]").textContent = words.about;
    if (!words.title) return;
    this.form.querySelector("[data-part=choices-title]").textContent = words.title;
    this.form.querySelector("[data-part=choices-hint]").textContent = words.hint;
    this.form.querySelector("[data-part=add-word]").textContent = words.add;
    const rows = rowsOf(this.form);
    rows.forEach(({ row, id }, place) => {
      const name = words.name.replace("{letter}", LETTERS[place].toUpperCase()).replace("{number}", String(place + 1));
      row.querySelector("[data-part=name]").textContent = name;
      row.querySelector("[data-part=right-word]").textContent = words.right;
      const right = row.querySelector("[name=right]");
      const wanted = words.several ? "checkbox" : "radio";
      if (right.type !== wanted) right.type = wanted;
      right.setAttribute("aria-label", `${name}：${words.right}`);
      for (const tool of row.querySelectorAll("[data-act]")) {
        tool.setAttribute("aria-label", `${name}${tool.textContent.trim()}`);
      }
      row.querySelector("[data-act=up]").disabled = place === 0;
      row.querySelector("[data-act=down]").disabled = place === rows.length - 1;
      row.dataset.id = id;
    });
  }
}
