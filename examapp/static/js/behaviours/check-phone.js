// Tries on the phone itself what an exam needs of it: the browser, a store that gives back what was written, a clock
// that is about right, and, when asked, the camera. The outcome alone is sent, and only of somebody who is signed in.

import { openStore } from "./../attempt/store.js";

const MOST_OFF = 120000;

async function storageWords() {
  const store = await openStore();
  return store.isLasting
    ? [true, "✓ 存得下，也读得回来，断网时答案不会丢"]
    : [false, "× 存不下（可能开了无痕模式，或者空间满了）。能答，但要一直联网"];
}

export function clockWords(serverMs, deviceMs) {
  const off = Math.abs(deviceMs - serverMs);
  if (off <= MOST_OFF) return [true, "✓ 和服务器一致"];
  return [false, `差 ${Math.round(off / 60000)} 分钟。不影响计时（按服务器的时间），记录里的时间会不准`];
}

async function cameraWords() {
  const media = navigator.mediaDevices;
  if (!media || !media.getUserMedia) return "这个浏览器用不了相机，要人脸核对时请当面核对";
  try {
    const stream = await media.getUserMedia({ video: { facingMode: "user" } });
    stream.getTracks().forEach((track) => track.stop());
    return "✓ 相机可以用";
  } catch (error) {
    return error.name === "NotAllowedError" ? "没有允许用相机。要人脸核对时可以改为当面核对" : "相机打不开，要人脸核对时请当面核对";
  }
}

const OUTCOMES = { able: "手机能答", online: "要一直联网", tablet: "要备平板" };

// What the officer sees is said only after the server has kept it; the server's word counts: a wish for a tablet
// stands, whatever this phone can do, and stays as the page says it.
async function tell(root, outcome) {
  const told = root.querySelector('[data-part="told"]');
  if (!told) return;
  try {
    const answer = await fetch(root.dataset.url, {
      method: "POST", cache: "no-store", body: new URLSearchParams({ outcome }),
      headers: { Accept: "application/json", "X-CSRFToken": root.dataset.csrf },
    });
    if (!answer.ok) throw new Error("refused");
    const { outcome: stands } = await answer.json();
    if (OUTCOMES[stands]) told.textContent = `✓ ${OUTCOMES[stands]}，刚刚告诉的`;
  } catch (_) {
    told.textContent = `这次的结论没有传到。连上网，再打开这一页就行`;
  }
}

export async function attach(root) {
  const part = (name) => root.querySelector(`[data-part="${name}"]`);
  const shownAt = performance.now();
  part("try-camera").addEventListener("click", async () => { part("camera").textContent = await cameraWords(); });
  const tooOld = document.documentElement.hasAttribute("data-too-old");
  part("browser").textContent = tooOld ? "× 太旧，不能在线答题" : "✓ 够新";
  const elapsed = performance.now() - shownAt;
  part("clock").textContent = clockWords(Number(root.dataset.serverMs) + elapsed, Date.now())[1];
  const [lasting, words] = await storageWords();
  part("storage").textContent = words;
  const verdict = part("verdict");
  verdict.className = `notice ${tooOld || !lasting ? "notice--warn" : "notice--ok"}`;
  if (tooOld) verdict.textContent = "这部手机不能答题。请现在就告诉本单位安全员，考核时用平板，或者换一部手机。";
  else if (!lasting) verdict.textContent = "这部手机能答题，但自己存不下答案。请关掉无痕模式再试，或者告诉安全员用平板。";
  else verdict.textContent = "✓ 这部手机可以答题";
  await tell(root, tooOld ? "tablet" : lasting ? "able" : "online");
}
