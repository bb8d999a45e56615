// On the page that refuses a replaced device: what it still holds for this attempt stays readable after any number of
// reloads.

import { openStore } from "./store.js";
import { showUnsent } from "./unsent-copy.js";

const place = document.querySelector("[data-part=left-copy]");

async function show() {
  const store = await openStore();
  const memory = await store.read(place.dataset.attempt);
  if (memory) showUnsent(place, memory, memory.paper || []);
}

show().catch(() => {});
