// Follows the board as it is renewed: when all have handed in, the end becomes the main act of the page; when somebody
// waits or hands in, a tone and a flash say so, unless the switch [data-part=sound] is off (kept on this device).

const KEY = "examapp-board-sound";

export function attach(region) {
  const control = document.querySelector("[data-part=sound]");
  const ask = document.querySelector("[data-part=ask-end]");
  const end = document.querySelector("[data-part=end]");
  let context = null;
  let seen = read(region);
  let on = stored() !== "off";
  const paint = () => {
    if (!control) return;
    control.hidden = false;
    control.setAttribute("aria-pressed", String(on));
    control.textContent = on ? "提示音：开" : "提示音：关";
  };
  const wake = () => {
    if (!context && "AudioContext" in window) context = new AudioContext();
    if (context && context.state === "suspended") context.resume();
  };
  // A browser gives no sound before somebody has touched the page.
  document.addEventListener("pointerdown", wake);
  if (control) {
    control.addEventListener("click", () => {
      on = !on;
      try { localStorage.setItem(KEY, on ? "on" : "off"); } catch { /* it holds for this page */ }
      paint();
      if (on) call(context, region, 660);
    });
  }
  new MutationObserver(() => {
    const next = read(region);
    if (!next) return;
    if (ask && end) { ask.hidden = next.over; end.hidden = !next.over; }
    if (on && seen && next.waiting > seen.waiting) call(context, region, 880);
    else if (on && seen && next.done > seen.done) call(context, region, 587);
    seen = next;
  }).observe(region, { childList: true });
  paint();
}

function read(region) {
  const counts = region.querySelector(".counts");
  if (!counts) return null;
  const { waiting, done, over } = counts.dataset;
  return { waiting: Number(waiting), done: Number(done), over: over === "true" };
}

function stored() {
  try { return localStorage.getItem(KEY); } catch { return null; }
}

function call(context, region, pitch) {
  region.dataset.flash = "true";
  setTimeout(() => { delete region.dataset.flash; }, 1200);
  if (!context) return;
  const tone = context.createOscillator();
  const volume = context.createGain();
  tone.frequency.value = pitch;
  volume.gain.value = 0.25;
  tone.connect(volume).connect(context.destination);
  tone.start();
  tone.stop(context.currentTime + 0.35);
}
