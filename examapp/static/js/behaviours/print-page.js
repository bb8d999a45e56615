// Prints the page as its print style shows it.

export function attach(button) {
  button.addEventListener("click", () => window.print());
}
