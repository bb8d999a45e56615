// Looks every second and a half whether the inspector has nodded, and then reloads the page.

export function attach(card) {
  const look = async () => {
    try {
      const response = await fetch(card.dataset.url, { cache: "no-store", headers: { Accept: "application/json" } });
      document.dispatchEvent(new Event("examapp:reached"));
      const body = !isRefused(response) && response.ok ? await response.json() : null;
      if (isRefused(response) || (body && (body.state !== card.dataset.state || body.quiz !== "open"))) {
        window.location.reload();
        return;
      }
    } catch { document.dispatchEvent(new Event("examapp:unreached")); }
    setTimeout(look, 1500);
  };
  setTimeout(look, 1500);
}

// The seat is this phone's no longer (declined, or taken by another): the page itself says what to do. A server that
// is busy or
// starting is asked again.
function isRefused(response) { return response.status >= 400 && response.status < 500 && response.status !== 429; }
