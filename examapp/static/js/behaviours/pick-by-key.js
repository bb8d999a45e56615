// A letter on the keyboard presses the button or ticks the box that bears it (data-key); Enter sends the form.

export function attach(form) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const key = event.key.toUpperCase();
    const choice = [...form.querySelectorAll("[data-key]")].find((part) => part.dataset.key === key);
    if (!choice || event.target.closest("input:not([data-key]), textarea, select")) return;
    event.preventDefault();
    choice.click();
  });
}
