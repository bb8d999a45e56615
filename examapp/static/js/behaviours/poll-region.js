// Fetches an HTML part again and again and puts it in place, keeping the focus. data-url, data-seconds.

export function attach(region) {
  const seconds = Number(region.dataset.seconds || "1.5");
  let stopped = false;
  const tick = async () => {
    if (!document.hidden) {
      try {
        const headers = { "X-Requested-With": "poll" };
        const response = await fetch(region.dataset.url, { cache: "no-store", headers });
        if (response.redirected) { window.location.reload(); return; }
        if (response.ok) {
          place(region, await response.text());
          document.dispatchEvent(new Event("examapp:reached"));
        } else if (response.status === 401 || response.status === 403 || response.status === 404) stopped = true;
      } catch {
        document.dispatchEvent(new Event("examapp:unreached"));
      }
    }
    if (!stopped) setTimeout(tick, seconds * 1000);
  };
  setTimeout(tick, seconds * 1000);
}

const held = new WeakMap();

function place(region, html) {
  if (held.get(region) === html) return;
  held.set(region, html);
  const focused = region.contains(document.activeElement) ? document.activeElement.dataset.key : null;
  region.innerHTML = html;
  if (focused) {
    const same = region.querySelector(`[data-key="${CSS.escape(focused)}"]`);
    if (same) same.focus();
  }
}
