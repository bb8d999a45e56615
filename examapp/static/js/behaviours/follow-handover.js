// A page of staff does not stay open in another window while the tablet is in candidates' hands: it goes to the
// queue, too.

export function attach() {
  if (!("BroadcastChannel" in window)) return;
  const channel = new BroadcastChannel("examapp-handover");
  channel.addEventListener("message", (event) => {
    if (event.data !== "lent") return;
    const from = window.location.pathname + window.location.search;
    window.location.replace(`/handover/queue?from=${encodeURIComponent(from)}`);
  });
  channel.postMessage("returned");
}
