// Stands behind answering pages alone (/attempts/…): a reload without network gets the page as it was kept by
// keep-page.js. Online nothing changes, so nobody is given an older program in the middle of a paper; a newer worker
// waits until no answering page is open (no skipWaiting, no claim).

const NAME = "examapp-answering";
const PATIENCE = 6000;
const LONGEST = 12 * 3600 * 1000;

function isYoung(kept) {
  const made = Date.parse(kept.headers.get("Date") || "");
  return !(Date.now() - made > LONGEST);
}

// The server's word counts whenever there is one: moved, ended, signed out. Then the copy goes at once.
async function page(request) {
  const copy = await caches.match(new URL(request.url).pathname, { ignoreVary: true });
  const kept = copy && isYoung(copy) ? copy : null;
  const asked = fetch(request).then(async (answer) => {
    if (answer.status >= 500 && kept) return kept;
    if (!answer.ok) await caches.delete(NAME);
    return answer;
  });
  if (!kept) return asked;
  const late = new Promise((resolve) => { setTimeout(() => resolve(kept), PATIENCE); });
  return Promise.race([asked.catch(() => kept), late]);
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (/^\/(?:assets|pictures)\//.test(pathname)) {
    // Their addresses hold a digest, so a copy is never an older one.
    event.respondWith(caches.match(request, { ignoreVary: true }).then((copy) => copy || fetch(request)));
  } else if (request.mode === "navigate" && /^\/attempts\/[0-9a-ft][0-9a-f]{31}$/.test(pathname)) {
    event.respondWith(page(request));
  }
});
