// Minus and plus beside a number input; min, max and step are the input's own.

export function attach(stepper) {
  const input = stepper.querySelector("input");
  for (const button of stepper.querySelectorAll("[data-step]")) {
    button.addEventListener("click", () => {
      const wanted = Number(input.value || "0") + Number(button.dataset.step);
      const low = input.min === "" ? -Infinity : Number(input.min);
      const high = input.max === "" ? Infinity : Number(input.max);
      input.value = String(Math.min(Math.max(wanted, low), high));
      input.dispatchEvent(new Event("change", { bubbles: true }));
    });
  }
}
