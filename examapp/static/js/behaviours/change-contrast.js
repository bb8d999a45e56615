// High contrast for bright places, remembered on this device.

const KEY = "examapp-contrast";

export function attach(button) {
  const root = document.documentElement;
  const paint = () => button.setAttribute("aria-pressed", String(root.dataset.contrast === "high"));
  button.addEventListener("click", () => {
    root.dataset.contrast = root.dataset.contrast === "high" ? "normal" : "high";
    try { localStorage.setItem(KEY, root.dataset.contrast); } catch { /* private mode: it lasts for this page */ }
    paint();
  });
  paint();
}
