// The editor's form as the phone shows it, as a copy for this device, and filled again from such a copy.

import { TYPES } from "./../types/table.js";

const UNKEPT = new Set(["csrf_token", "version", "picture_file"]);

export function typeOf(form) {
  return form.elements.type.value;
}

export function pictureOf(form) {
  const value = (name) => form.elements[`picture_${name}`].value;
  if (!value("digest")) return null;
  const size = { width: Number(value("width")), height: Number(value("height")) };
  return { digest: value("digest"), media_type: value("media_type"), alt: value("alt"), ...size };
}

export function rowsOf(form) {
  return [...form.querySelectorAll("[data-part=choice]")].map((row) => ({
    row,
    id: row.querySelector("[name=choice_id]").value,
    text: row.querySelector("[name=choice_text]").value.trim(),
    area: row.querySelector("[name=choice_area]").value.trim().replace(/\s+/g, " "),
    right: row.querySelector("[name=right]").checked,
  }));
}

// What the editor says about the chosen type: `rows` words only where the type has rows of choices.
export function wordsOf(form) {
  return JSON.parse(form.dataset.types)[typeOf(form)];
}

// The same as slot_of on the server.
export function slotOf(form) {
  const type = typeOf(form);
  const picture = pictureOf(form);
  const slot = { slot: 1, type, stem: form.elements.stem.value.trim() || "（还没有写题干）", choices: [], response: [] };
  if (picture) slot.picture = picture;
  return TYPES[type].draft(slot, rowsOf(form), form);
}

export function entriesOf(form) {
  return [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !UNKEPT.has(name));
}

// Fills everything but rows; `setRows(ids)` and `setCitations(count)` make as many rows as the copy has.
export function fillForm(form, entries, setRows, setCitations) {
  const given = new Map();
  for (const [name, value] of entries) given.set(name, [...(given.get(name) || []), value]);
  setRows(given.get("choice_id") || []);
  setCitations((given.get("law") || []).length);
  const used = new Map();
  for (const field of form.elements) {
    if (!field.name || UNKEPT.has(field.name) || field.type === "submit" || field.type === "button") continue;
    const values = given.get(field.name) || [];
    if (field.type === "checkbox" || field.type === "radio") field.checked = values.includes(field.value);
    else {
      const place = used.get(field.name) || 0;
      used.set(field.name, place + 1);
      if (values[place] !== undefined) field.value = values[place];
    }
  }
}
