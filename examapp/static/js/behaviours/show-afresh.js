// A page that the browser kept in memory is asked for anew when somebody comes back to it: the tablet may be in other
// hands by then.

export function attach() {
  window.addEventListener("pageshow", (event) => { if (event.persisted) window.location.reload(); });
}
