// The blueprint builder: while somebody changes a cell, says what the bank holds for it, and draws the papers when
// the hand rests. data-measure (JSON with words), data-simulation (a part of the page). Without a script the buttons
// do the same.

const MEASURE_AFTER = 250;
const DRAW_AFTER = 900;
const SIGNS = { ok: "✓", warn: "!", bad: "×" };

export function attach(form) {
  let measuring, drawing, round = 0;
  const changed = () => {
    clearTimeout(measuring);
    clearTimeout(drawing);
    measuring = setTimeout(async () => {
      const mine = ++round;
      const found = await ask(form, form.dataset.measure, "json");
      if (!found || mine !== round) return;
      tell(form, found);
      if (found.feasible) drawing = setTimeout(() => draw(form, () => mine === round), DRAW_AFTER);
    }, MEASURE_AFTER);
  };
  form.addEventListener("change", (event) => { nameChosen(event.target); changed(); });
  form.addEventListener("input", (event) => { if (event.target.type === "number") changed(); });
  draw(form, () => round === 0);
}

async function ask(form, address, kind) {
  try {
    const response = await fetch(address, { method: "POST", body: new FormData(form), cache: "no-store" });
    return response.ok ? await response[kind]() : null;
  } catch {
    return null; // no network for the moment: the next change asks again
  }
}

function tell(form, found) {
  form.querySelectorAll("[data-part=cell]").forEach((cell, place) => {
    const told = found.cells[place];
    if (!told) return;
    cell.dataset.kind = told.kind;
    say(cell.querySelector("[data-part=told]"), told);
  });
  say(form.querySelector("[data-part=cases]"), found.cases);
  say(form.querySelector("[data-part=total]"), found.total);
}

function say(place, told) {
  const badge = document.createElement("span");
  badge.className = "badge";
  badge.dataset.kind = told.kind;
  const sign = document.createElement("span");
  sign.setAttribute("aria-hidden", "true");
  sign.textContent = SIGNS[told.kind] || "";
  badge.append(sign, told.words);
  place.replaceChildren(...(told.words ? [badge] : []));
}

async function draw(form, stillWanted) {
  const page = await ask(form, form.dataset.simulation, "text");
  const fresh = page && new DOMParser().parseFromString(page, "text/html").querySelector("[data-part=simulation]");
  if (fresh && stillWanted()) form.querySelector("[data-part=simulation]").replaceWith(document.adoptNode(fresh));
}

function nameChosen(box) {
  if (box.type !== "checkbox") return;
  const details = box.closest("details");
  const chosen = [...details.querySelectorAll("input:checked")].map((one) => one.parentElement.textContent.trim());
  const named = details.querySelector("summary [data-part]");
  named.textContent = chosen.join("、") || (named.dataset.part === "types" ? "全部" : "还没选");
}
