// Opens and closes the navigation on narrow screens; Escape closes it and gives the focus back.

export function attach(side) {
  const toggle = side.querySelector("[data-part=toggle]");
  const set = (open) => {
    side.dataset.open = String(open);
    toggle.setAttribute("aria-expanded", String(open));
  };
  toggle.addEventListener("click", () => set(side.dataset.open !== "true"));
  side.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || side.dataset.open !== "true") return;
    set(false);
    toggle.focus();
  });
}
