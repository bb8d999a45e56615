// Three type sizes, remembered on this device.

const KEY = "examapp-type-size";

export function attach(group) {
  const buttons = [...group.querySelectorAll("[data-size]")];
  const apply = (size) => {
    document.documentElement.dataset.typeSize = size;
    for (const button of buttons) button.setAttribute("aria-pressed", String(button.dataset.size === size));
  };
  // The page may begin with large print, given to this person for a reason; an own choice on this device goes before.
  let held = document.documentElement.dataset.typeSize || "1";
  try { held = localStorage.getItem(KEY) || held; } catch { /* private mode: the size lasts for this page */ }
  apply(held);
  for (const button of buttons) {
    button.addEventListener("click", () => {
      apply(button.dataset.size);
      try { localStorage.setItem(KEY, button.dataset.size); } catch { /* as above */ }
    });
  }
}
