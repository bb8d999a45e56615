// Minutes left until data-deadline by the server's clock (data-server-time), both in milliseconds; reloads at zero
// when data-reload is set.

import { reload } from "./await-network.js";

export function attach(root) {
  const offset = Number(root.dataset.serverTime) - performance.now();
  const deadline = Number(root.dataset.deadline);
  let timer = 0;
  const paint = () => {
    const seconds = Math.max(0, Math.ceil((deadline - performance.now() - offset) / 1000));
    root.textContent = `${String(Math.floor(seconds / 60)).padStart(2, "0")}:${String(seconds % 60).padStart(2, "0")}`;
    root.dataset.hurry = String(seconds <= 60);
    if (seconds > 0) return;
    clearInterval(timer);
    if ("reload" in root.dataset) reload();
  };
  timer = setInterval(paint, 500);
  paint();
}
