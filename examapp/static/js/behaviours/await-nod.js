// Looks every second and a half whether the inspector has nodded, and then reloads the page.

export function attach(card) {
  const look = async () => {
    try {
      const response = await fetch(card.dataset.url, { cache: "no-store" });
      const body = await response.json();
      if (!response.ok || body.state !== card.dataset.state || body.quiz !== "open") {
        window.location.reload();
        return;
      }
    } catch { /* no network for the moment: look again */ }
    setTimeout(look, 1500);
  };
  setTimeout(look, 1500);
}
