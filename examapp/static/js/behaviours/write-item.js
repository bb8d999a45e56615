// The editor: rows, picture, areas, remarks, the phone beside it, and saving as one types. Without a script the form
// posts as it stands.

import { AreaDrawing } from "./../items/area-drawing.js";
import { Autosave, clock } from "./../items/autosave.js";
import { ChoiceRows } from "./../items/choice-rows.js";
import { DeviceCopy } from "./../items/device-copy.js";
import { entriesOf, fillForm, slotOf, wordsOf } from "./../items/draft-form.js";
import { goToFirstFault, showFaults } from "./../items/fault-lists.js";
import { PictureDrop } from "./../items/picture-drop.js";
import { button, element } from "./../attempt/elements.js";

const LINT_AFTER = 350;

export function attach(form) {
  const part = (name) => form.querySelector(`[data-part=${name}]`);
  const copy = new DeviceCopy(form.dataset.account, form.dataset.draft);
  const frame = part("preview");
  const preview = () => frame.contentWindow?.postMessage({ slot: slotOf(form) }, location.origin);
  const say = (text, kind) => {
    const line = part("state");
    line.dataset.kind = kind;
    if (line.textContent !== text) line.textContent = text;
  };
  const autosave = new Autosave(form, copy, {
    say,
    onFaults: (rows) => showFaults(form, rows),
    onConflict: () => { part("open-conflict").hidden = false; part("open-conflict").focus(); },
    onSignedOut: () => { part("sign-in").hidden = false; },
  });
  let linting;
  const changed = (pause) => {
    preview();
    clearTimeout(linting);
    linting = setTimeout(() => lint(form), LINT_AFTER);
    autosave.changed(pause);
  };
  const rows = new ChoiceRows(form, () => { areas.paint(); changed(); });
  const pictures = new PictureDrop(form, () => { areas.paint(); changed(); });
  const areas = new AreaDrawing(form, rows, () => changed());
  rows.paint();
  window.addEventListener("message", (event) => {
    if (event.source === frame.contentWindow && event.data?.preview === "ready") preview();
  });
  form.addEventListener("input", (event) => { if (event.target.name !== "picture_file") changed(); });
  form.addEventListener("change", (event) => {
    if (event.target.name === "type") changeType(form, rows);
    if (["type", "right"].includes(event.target.name)) areas.paint();
    if (event.target.name !== "picture_file") changed();
  });
  form.addEventListener("submit", (event) => submitted(event, form, autosave, say));
  window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
  const refill = (entries) => {
    fillForm(form, entries, (ids) => rows.setRows(ids), (count) => rows.setCitations(count));
    rows.paint();
    rows.tellRanges();
    pictures.show();
    areas.paint();
  };
  offerCopy(form, copy, part("found"), { refill, changed });
}

function changeType(form, rows) {
  const held = form.querySelectorAll("[data-part=choice]").length;
  const wanted = wordsOf(form).first || 0;
  for (let n = held; n < wanted; n += 1) rows.add();
  rows.paint();
}

// Asking for a review first looks whether anything must be mended, and goes there; without network nothing is lost by
// the click.
async function submitted(event, form, autosave, say) {
  const asks = event.submitter?.value === "submit";
  if (asks && !form.hasAttribute("data-sending")) {
    event.preventDefault();
    const faults = await lint(form);
    if (!faults) { say("网络断了，现在送不了审。写的都存在这台设备上", "warn"); return; }
    form.setAttribute("data-checked", "");
    showFaults(form, faults);
    if (faults.some((one) => one.hard)) { goToFirstFault(form); return; }
    await autosave.sending;
    form.setAttribute("data-sending", "");
    form.requestSubmit(event.submitter);
    return;
  }
  autosave.stopped = true;
  clearTimeout(autosave.timer);
}

async function lint(form) {
  const body = new FormData(form);
  body.delete("picture_file");
  try {
    const response = await fetch(form.dataset.lint, {
      method: "POST", body, headers: { Accept: "application/json" }, cache: "no-store",
    });
    if (!response.ok || response.redirected) return null;
    const { faults } = await response.json();
    showFaults(form, faults);
    return faults;
  } catch {
    return null; // no network for the moment: the remarks come with the next saving
  }
}

// What an earlier visit could not save: put back, said, and undone by one button.
function offerCopy(form, copy, place, { refill, changed }) {
  if (new URLSearchParams(location.search).has("drop_copy")) copy.drop();
  const found = copy.read();
  if (!found) return;
  const before = entriesOf(form);
  if (JSON.stringify(found.entries) === JSON.stringify(before)) { copy.drop(); return; }
  refill(found.entries);
  // Saved under the version that it was written on: when another has saved since, the two are laid side by side.
  const version = form.elements.version.value;
  form.elements.version.value = found.version;
  const undo = button("button", "不要，用服务器上的", () => {
    copy.drop();
    if (found.version !== version) { location.replace(`${location.pathname}?drop_copy=1`); return; }
    refill(before);
    place.hidden = true;
    changed(0);
  });
  place.append(element("p", "", `找回了 ${clock(found.at)} 写的、还没有保存到服务器的内容。`), undo);
  place.hidden = false;
  changed(0);
}
