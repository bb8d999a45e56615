// Keeps this answering page, with the styles, scripts and pictures that it used, for a reload without network. One
// paper a device; not on the inspector's tablet, which goes from hand to hand. Gone with the hand-in, the sign-out and
// the next person's seat (forget-page.js). Plain http has no service worker: there the page asks for the network.

const NAME = "examapp-answering";
// Not in the crowd of the first seconds.
const SOONEST = 2000;
const SPREAD = 10000;

export function isKeepable(root) {
  return !root.dataset.kiosk && "serviceWorker" in navigator && "caches" in window;
}

async function keep() {
  const { origin, pathname } = window.location;
  const page = await fetch(pathname, { credentials: "same-origin", redirect: "error", cache: "no-store" });
  if (!page.ok) return;
  const linked = Array.from(document.querySelectorAll("link[rel=stylesheet], script[src]"));
  const used = [
    ...linked.map((element) => element.href || element.src),
    ...performance.getEntriesByType("resource").map((entry) => entry.name),
  ].filter((name) => name.startsWith(`${origin}/assets/`) || name.startsWith(`${origin}/pictures/`));
  await caches.delete(NAME);
  const cache = await caches.open(NAME);
  await cache.addAll(Array.from(new Set(used)));
  await cache.put(pathname, page);
}

export function keepPage(root) {
  if (!isKeepable(root)) return;
  navigator.serviceWorker.register("/attempts/worker.js").catch(() => {});
  setTimeout(() => { if (!root.dataset.stopped) keep().catch(() => {}); }, SOONEST + Math.random() * SPREAD);
}

export function forgetPage() {
  return "caches" in window ? caches.delete(NAME).catch(() => {}) : Promise.resolve();
}
