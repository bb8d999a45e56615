// The case that several items share, above each of them; folded stays folded while the person goes through its items.

import { element } from "./elements.js";

const folded = new Set();

export function caseCard({ id, text, place, size }) {
  const card = element("details", "case-card");
  card.open = !folded.has(id);
  card.append(element("summary", "", `案例（第 ${place} 题/共 ${size} 题）`), element("p", "", text));
  card.addEventListener("toggle", () => { if (card.open) folded.delete(id); else folded.add(id); });
  return card;
}
