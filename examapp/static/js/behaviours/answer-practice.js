// Practice is answered with the widgets of the exam; the plain fields stay where there are no scripts. The form carries
// the item in `data-slot` and sends what the widget holds as `response` fields.

import { element } from "./../attempt/elements.js";
import { showItem } from "./../attempt/item-view.js";
import { Pictures } from "./../attempt/pictures.js";

function carry(form, response) {
  for (const old of form.querySelectorAll("[name=response]")) old.remove();
  for (const value of ["", ...response]) {
    const field = element("input");
    field.type = "hidden";
    field.name = "response";
    field.value = value;
    form.append(field);
  }
}

export function attach(form) {
  const slot = JSON.parse(form.dataset.slot);
  const pictures = new Pictures([slot]);
  const place = form.querySelector("[data-part=item]");
  const nothing = () => {};
  const view = showItem(place, slot, Number(form.dataset.total), pictures, {
    onAnswer: (response) => { slot.response = response; view.update(); },
    onDraft: nothing,
    onTyping: nothing,
  });
  form.querySelector("[data-part=plain]").remove();
  place.hidden = false;
  pictures.loadAll();
  form.addEventListener("submit", (event) => {
    view.flush();
    // What cannot be read is told beside the field.
    if (slot.draft === undefined) carry(form, slot.response);
    else event.preventDefault();
  });
}
