// Looks again and again whether this page has changed: shows how far the work is, and the new page when its state is
// another. data-state, data-seconds; data-url when a part of the page tells it more cheaply than the whole page.

export function attach(region) {
  const seconds = Number(region.dataset.seconds || "2");
  const look = async () => {
    try {
      const response = await fetch(region.dataset.url || window.location.href, {
        cache: "no-store", headers: { "X-Requested-With": "poll" },
      });
      document.dispatchEvent(new Event("examapp:reached"));
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      const now = page.querySelector(`[data-behaviour~="follow-progress"]`);
      if (response.ok && (!now || now.dataset.state !== region.dataset.state)) { window.location.reload(); return; }
      if (response.ok) showProgress(region, now);
    } catch { document.dispatchEvent(new Event("examapp:unreached")); }
    setTimeout(look, seconds * 1000);
  };
  setTimeout(look, seconds * 1000);
}

function showProgress(region, now) {
  for (const selector of ["[data-part=progress]", "progress"]) {
    const held = region.querySelector(selector);
    const fresh = now.querySelector(selector);
    if (held && fresh) held.replaceWith(fresh);
  }
}
