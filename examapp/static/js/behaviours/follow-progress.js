// Looks again and again whether this page has changed, and shows the new one only then. data-state, data-seconds.

export function attach(region) {
  const seconds = Number(region.dataset.seconds || "2");
  const look = async () => {
    try {
      const response = await fetch(window.location.href, { cache: "no-store" });
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      const now = page.querySelector(`[data-behaviour~="follow-progress"]`);
      if (response.ok && (!now || now.dataset.state !== region.dataset.state)) { window.location.reload(); return; }
    } catch { /* no network for the moment: look again */ }
    setTimeout(look, seconds * 1000);
  };
  setTimeout(look, seconds * 1000);
}
