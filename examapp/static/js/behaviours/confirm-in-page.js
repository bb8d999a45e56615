// A button that cannot be undone asks once more in its own place: the question appears, the second tap sends.
// The form holds [data-part=ask] (first button), [data-part=question] (hidden) with the sending and the [data-
// part=keep] button.

export function attach(form) {
  const ask = form.querySelector("[data-part=ask]");
  const question = form.querySelector("[data-part=question]");
  const show = (open) => {
    question.hidden = !open;
    ask.hidden = open;
    (open ? question.querySelector("[data-part=keep]") : ask).focus();
  };
  ask.type = "button";
  question.hidden = true;
  ask.hidden = false;
  ask.addEventListener("click", () => show(true));
  question.querySelector("[data-part=keep]").addEventListener("click", () => show(false));
  form.addEventListener("keydown", (event) => { if (event.key === "Escape" && !question.hidden) show(false); });
}
