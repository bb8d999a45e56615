// The rows that are the heading follow the choice at once, before the file is read again.

export function attach(form) {
  const header = form.elements.header;
  const both = form.elements.two_rows;
  const mark = () => {
    const first = Number(header.value);
    const height = both && both.checked ? 2 : 1;
    for (const row of form.querySelectorAll("tr[data-row]")) {
      const number = Number(row.dataset.row);
      const heads = first > 0 && number >= first && number < first + height;
      row.classList.toggle("columns-table__head", heads);
      row.querySelector("[data-part=head]").hidden = !heads;
    }
  };
  header.addEventListener("change", mark);
  if (both) both.addEventListener("change", mark);
}
