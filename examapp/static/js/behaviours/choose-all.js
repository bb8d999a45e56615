// The box in a table's head, or in the bar below it, ticks every row's box; the count of ticked rows is
// said in [data-part=count].

export function attach(form) {
  const all = form.querySelector("[data-part=all]");
  const boxes = [...form.querySelectorAll("[data-part=one]")];
  const count = form.querySelector("[data-part=count]");
  const label = all.closest("label");
  // Where it stands hidden: without a script it would tick nothing.
  if (label) label.hidden = false;
  const paint = () => {
    const ticked = boxes.filter((box) => box.checked).length;
    all.checked = boxes.length > 0 && ticked === boxes.length;
    all.indeterminate = ticked > 0 && ticked < boxes.length;
    if (count) count.textContent = `已选 ${ticked} ${count.dataset.unit || "行"}`;
    for (const button of form.querySelectorAll("[data-part=act]")) button.disabled = ticked === 0;
  };
  all.addEventListener("change", () => { for (const box of boxes) box.checked = all.checked; paint(); });
  form.addEventListener("change", paint);
  paint();
}
