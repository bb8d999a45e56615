// Remarks beside their fields: what must be mended in red with its word, hints in grey. The lists are tied to the
// fields by the page.

import { element } from "./../attempt/elements.js";
import { rowsOf } from "./draft-form.js";

function listFor(form, field) {
  const [, name, place] = /^(\w+)(?:\[(\d+)\].*)?$/.exec(field) || [];
  if (place !== undefined && name === "choices") {
    const filled = rowsOf(form).filter((one) => one.text || one.area);
    const found = filled[Number(place)]?.row.querySelector("[data-part=faults]");
    if (found) return found;
  }
  if (place !== undefined && name === "citations") {
    const filled = [...form.querySelectorAll("[data-part=citation]")].filter(
      (row) => row.querySelector("[name=law]").value || row.querySelector("[name=article]").value.trim(),
    );
    const found = filled[Number(place)]?.querySelector("[data-part=faults]");
    if (found) return found;
  }
  return form.querySelector(`[data-part=faults][data-field="${name}"]`);
}

function remark(one) {
  const line = element("li");
  line.dataset.hard = one.hard ? "1" : "0";
  line.dataset.early = one.early ? "1" : "0";
  line.append(element("strong", "", one.hard ? "要改：" : "提示："), one.text);
  return line;
}

export function countFaults(form, faults) {
  const hard = faults.filter((one) => one.hard);
  const places = [...new Set(hard.map((one) => one.label))];
  const line = form.querySelector("[data-part=count]");
  const text = hard.length ? `还有 ${hard.length} 处要填或要改：${places.join("、")}` : "可以送审";
  if (line.textContent !== text) line.textContent = text;
  line.dataset.kind = hard.length ? "warn" : "ok";
}

export function showFaults(form, faults) {
  const wanted = new Map();
  for (const one of faults) {
    const list = listFor(form, one.field);
    if (list) wanted.set(list, [...(wanted.get(list) || []), one]);
  }
  for (const list of form.querySelectorAll("[data-part=faults]")) {
    const rows = wanted.get(list) || [];
    const text = rows.map((one) => one.text + one.hard).join("|");
    if (list.dataset.shown !== text) list.replaceChildren(...rows.map(remark));
    list.dataset.shown = text;
    const field = form.querySelector(`[aria-describedby~="${list.id}"]`);
    const wrong = rows.some((one) => one.hard && (!one.early || form.hasAttribute("data-checked")));
    if (field?.matches("input, textarea, select")) field.toggleAttribute("aria-invalid", wrong);
    if (wrong && field?.matches("input, textarea, select")) field.setAttribute("aria-invalid", "true");
  }
  countFaults(form, faults);
}

// To the first thing that must be mended.
export function goToFirstFault(form) {
  const first = [...form.querySelectorAll("[data-part=faults]")].find(
    (list) => list.querySelector("[data-hard='1']") && list.offsetParent,
  );
  if (!first) return;
  const tied = [...form.querySelectorAll(`[aria-describedby~="${first.id}"]`)].find((one) => one.offsetParent);
  const field = tied?.matches("input, textarea, select")
    ? tied
    : (tied || first.previousElementSibling)?.querySelector("input, textarea, select");
  (field || first).scrollIntoView({ block: "center" });
  field?.focus({ preventScroll: true });
}
