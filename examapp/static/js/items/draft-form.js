// The editor's form as the phone shows it, as a copy for this device, and filled again from such a copy.

export const TYPE_WORDS = {
  single: { add: "加一个选项", title: "选项", hint: "点“正确”标出对的那一个。", right: "正确", about: "几个选项，只有一个对" },
  multiple: { add: "加一个选项", title: "选项", hint: "点“正确”标出所有对的。", right: "正确", about: "几个选项，对的有一个或几个" },
  ordering: { add: "加一步", title: "步骤", hint: "按正确的先后写，作答的人看到的会打乱。", right: "正确", about: "把几步按先后排好" },
  hotspot: { add: "加一处", title: "图上的地方", hint: "在上面的图上拖出每个地方；有几处是隐患，有几处不是。", right: "是隐患", about: "在图上点出隐患" },
  judgement: { about: "一句话，对还是错" },
  numeric: { about: "填一个数，例如 19.5" },
  blank: { about: "填几个字" },
};
const UNKEPT = new Set(["csrf_token", "version", "picture_file"]);

export function typeOf(form) {
  return form.elements.type.value;
}

export function pictureOf(form) {
  const value = (name) => form.elements[`picture_${name}`].value;
  if (!value("digest")) return null;
  return {
    digest: value("digest"),
    media_type: value("media_type"),
    alt: value("alt"),
    width: Number(value("width")),
    height: Number(value("height")),
  };
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

export const isArea = (area) => /^(rect( \d{1,4}){4}|circle( \d{1,4}){3}|poly( \d{1,4} \d{1,4}){3,})$/.test(area);

// The same as slot_of on the server.
export function slotOf(form) {
  const type = typeOf(form);
  const picture = pictureOf(form);
  const slot = { slot: 1, type, stem: form.elements.stem.value.trim() || "（还没有写题干）", choices: [], response: [] };
  if (type === "judgement") slot.choices = [{ id: "true", text: "对" }, { id: "false", text: "错" }];
  else if (type !== "numeric" && type !== "blank") {
    const filled = rowsOf(form).filter((one) => (type === "hotspot" ? isArea(one.area) : one.text));
    slot.choices = filled.map(({ id, text, area }) => (
      type === "hotspot" ? { id, text, area } : { id, text }));
  }
  if (picture) slot.picture = picture;
  else if (type === "hotspot") slot.type = "multiple";
  const unit = form.elements.unit.value.trim();
  if (type === "numeric" && unit) slot.unit = unit;
  return slot;
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
