// Sends pictures one after another, several under way at once where the way is long, and bears a short trouble.

// Milliseconds: after which a picture on its way counts as lost, and how long each trouble may last.
const LONGEST_WAY = 10000;
const PATIENCE = { offline: 8000, busy: 10000, away: 5000 };
const REST = 900;
const CODES = { 401: "signed_out", 429: "busy", 400: "stale", 403: "stale", 404: "stale", 410: "stale" };
const FINAL = ["faces_off", "consent_needed", "consent_outdated", "face_not_enrolled"];

// `take(answer)` gives what the page ends with, or nothing; `tell(code)` hears of a trouble that may pass; `way.over`
// ends it from outside.
export async function sendPictures(region, camera, way) {
  const underWay = new Set();
  let [end, number, trying, rest] = [null, 0, {}, 0];
  const hear = (answer) => {
    if (end) return;
    if (!answer.trouble) {
      trying = {};
      end = way.take(answer) || null;
      return;
    }
    trying = { code: answer.trouble, since: trying.code === answer.trouble ? trying.since : performance.now() };
    if (outlasted(trying)) end = { trouble: trying.code };
    else way.tell(trying.code);
  };
  while (!end && !way.over) {
    while (underWay.size >= (trying.code ? 1 : way.most)) await Promise.race(underWay);
    await pause(rest);
    if (end || way.over) break;
    number += 1;
    const trip = send(region, camera, await camera.snap(), number).then(hear).then(() => underWay.delete(trip));
    underWay.add(trip);
    if (way.most === 1) await trip;
    rest = trying.code ? REST : way.every;
  }
  return end;
}

function outlasted({ code, since }) {
  return !(code in PATIENCE) || performance.now() - since >= PATIENCE[code];
}

async function send(region, camera, picture, number) {
  const ended = new AbortController();
  const timer = setTimeout(() => ended.abort(), LONGEST_WAY);
  try {
    const response = await fetch(region.dataset.url, {
      method: "POST", body: picture, signal: ended.signal,
      headers: { "Content-Type": "image/jpeg", "X-CSRFToken": region.dataset.token, Accept: "application/json",
        "X-Camera": encodeURIComponent(camera.label || "").slice(0, 300), "X-Frame": String(number) },
    });
    return await read(response);
  } catch {
    return { trouble: "offline" };
  } finally {
    clearTimeout(timer);
  }
}

async function read(response) {
  if (response.status in CODES) return { trouble: CODES[response.status] };
  const answer = await response.json().catch(() => null);
  const code = answer && (answer.hint || answer.error);
  if (FINAL.includes(code)) return { trouble: code };
  if (code === "faces_busy") return { trouble: "busy" };
  if (!answer || response.status >= 500 || code === "faces_unavailable") return { trouble: "away" };
  return answer;
}

export const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
