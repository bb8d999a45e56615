// A filter form sends itself when a choice or date changes; empty fields stay out of the address. Text waits for Enter.

export function attach(form) {
  const send = () => form.requestSubmit();
  form.addEventListener("change", (event) => {
    if (event.target.matches("select, [type=date], [type=month], [type=checkbox], [type=radio]")) send();
  });
  form.addEventListener("submit", () => {
    for (const field of form.querySelectorAll("input[name], select[name]")) field.disabled = field.value === "";
  });
  // Coming back by the browser's back button restores the page as it was left, with the fields off; without a network
  // the page stays.
  const putBack = () => {
    for (const field of form.querySelectorAll("input[name], select[name]")) field.disabled = false;
  };
  window.addEventListener("pageshow", putBack);
  document.addEventListener("examapp:unsent", putBack);
}
