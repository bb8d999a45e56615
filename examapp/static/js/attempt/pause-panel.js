// The page while the inspector has paused everybody: why, what is safe, and nothing that could be answered meanwhile.

const part = (name) => document.querySelector(`[data-part="${name}"]`);

export function showPause(time, reason) {
  const panel = part("paused");
  if (!panel) return;
  if (reason !== undefined) part("paused-why").textContent = reason ? `，原因：${reason}` : "";
  part("paused-time").textContent = time;
  if (!panel.hidden) return;
  panel.hidden = false;
  panel.parentElement.dataset.paused = "true";
  part("paused-title").focus();
}

const GOES_ON = "恢复答题了，时间接着走。答过的都在。";
// Long enough to be read; on a small phone it would push the item down for good.
const READ_MS = 10000;

// `goesOn` when the clock runs again; not when the paper is over or has moved to another device.
export function hidePause(goesOn) {
  const panel = part("paused");
  if (!panel || panel.hidden) return;
  panel.hidden = true;
  delete panel.parentElement.dataset.paused;
  const place = part("more");
  if (!place || !goesOn) return;
  place.textContent = GOES_ON;
  place.hidden = false;
  setTimeout(() => { if (place.textContent === GOES_ON) place.hidden = true; }, READ_MS);
}
