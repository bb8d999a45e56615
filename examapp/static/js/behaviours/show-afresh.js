// A page that the browser kept in memory is asked for anew when somebody comes back to it: the tablet may be in other
// hands by then. Without a network nothing of it is shown.

import { reload } from "./await-network.js";

export function attach() {
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    if (!navigator.onLine) document.body.textContent = "▲ 现在没有网络。连上网，这一页会自动打开。";
    reload();
  });
}
