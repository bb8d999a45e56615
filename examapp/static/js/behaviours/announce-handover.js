// Tells the other windows of this browser that the tablet is in candidates' hands, and goes back to where a window
// was when it is returned.

export function attach() {
  if (!("BroadcastChannel" in window)) return;
  const channel = new BroadcastChannel("examapp-handover");
  channel.addEventListener("message", (event) => {
    if (event.data !== "returned") return;
    const from = new URLSearchParams(window.location.search).get("from") || "";
    const target = new URL(from, window.location.href);
    if (from && target.origin === window.location.origin) window.location.replace(target.href);
    else window.location.reload();
  });
  channel.postMessage("lent");
}
