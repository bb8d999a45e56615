// Looks at the camera, sends small pictures, shows and speaks what to do next, and says plainly what stands in the way.
// data-kind enrol|check, data-url (takes JPEG), data-token, data-done (page afterwards), data-other (the other way, in
// words), data-steps and data-seconds of a check, data-leave (told when the page of a check is left).

import { openCamera } from "../face/camera.js";
import { pause, sendPictures } from "../face/pictures.js";
import { ASK, ENDS, HINTS, LEADS_BACK, TROUBLES } from "../face/words.js";

// Milliseconds between two pictures, so that the most pictures of a check last as long as its minute.
const EVERY = 400;
const UNDER_WAY = 3;
const AFTER_A_GOOD_ONE = 900;
const READING = 1200;
const UNHEARD = 4000;
const SPOKEN = ["other_way", "other_move", "too_fast", "again", "done"];

export function attach(region) {
  const page = {
    region, part: (name) => region.querySelector(`[data-part=${name}]`), until: Infinity,
    round: 0, stage: 0, ended: false,
  };
  if (region.dataset.kind === "check") page.until = performance.now() + Number(region.dataset.seconds) * 1000;
  page.part("begin").addEventListener("click", () => begin(page));
  setInterval(() => showTime(page), 500);
  if (page.part("other")) page.part("other").addEventListener("submit", (event) => holdBack(page, event));
  if (region.dataset.leave) window.addEventListener("pagehide", () => leaveCheck(page));
  begin(page);
}

async function begin(page) {
  const { part, region } = page;
  if (LEADS_BACK.includes(part("begin").dataset.trouble)) { window.location.assign(region.dataset.done); return; }
  for (const name of ["begin", "trouble"]) part(name).hidden = true;
  for (const name of ["hint", "count"]) part(name).hidden = false;
  part("ask").textContent = "正在打开摄像头。手机问的时候，请点“允许”";
  let end;
  try {
    end = await watch(page);
  } catch (error) {
    end = { trouble: error && error.trouble in TROUBLES ? error.trouble : "away" };
  }
  // The camera is off before anything else is said.
  if (end.trouble) showTrouble(page, end.trouble);
  else await leave(page, end.words);
}

async function watch(page) {
  const camera = await openCamera(page.part("video"));
  page.part("frame").hidden = false;
  say(page.part("ask"), ASK.straight);
  const way = page.region.dataset.kind === "check" ? checking(page) : enrolling(page);
  try {
    return await Promise.race([sendPictures(page.region, camera, way), camera.lost, timeOver(page, way)]);
  } finally {
    way.over = true;
    camera.stop();
    page.part("frame").hidden = true;
  }
}

function hint(page, code) {
  const [element, words] = [page.part("hint"), HINTS[code] || ""];
  if (element.textContent === words) return;
  element.textContent = words;
  // Who turned away from the phone, or shut the eyes, does not see it.
  if (SPOKEN.includes(code)) speak(words);
}

function checking(page) {
  const take = (answer) => {
    if (!answer.ask) { hint(page, answer.hint); return null; }
    page.until = performance.now() + answer.left * 1000;
    // What was sent before the last step was done, or before all began anew, comes back after it.
    const round = answer.round || 0;
    const late = round < page.round || (round === page.round && answer.stage < page.stage);
    if (answer.state !== "ended" && late) return null;
    [page.round, page.stage] = [round, answer.stage];
    page.ended = answer.state === "ended";
    if (page.ended) return { words: ENDS[answer.outcome] || ENDS.not_done };
    say(page.part("ask"), ASK[answer.ask]);
    hint(page, answer.hint);
    return null;
  };
  return { most: UNDER_WAY, every: EVERY, take, tell: (code) => hint(page, code) };
}

function enrolling(page) {
  const way = { most: 1, every: EVERY, tell: (code) => hint(page, code) };
  way.take = (answer) => {
    page.part("hint").textContent = answer.words || "";
    way.every = answer.words ? EVERY : AFTER_A_GOOD_ONE;
    if (answer.words) return null;
    page.part("count").textContent = `已拍 ${answer.count} 张，共 ${answer.most} 张`;
    return answer.done ? { words: "拍好了" } : null;
  };
  return way;
}

const secondsLeft = (page) => Math.max(0, Math.ceil((page.until - performance.now()) / 1000));

function showTime(page) {
  if (page.until === Infinity || page.part("frame").hidden) return;
  const steps = page.region.dataset.steps;
  const words = `第 ${Math.min(page.stage + 1, steps)} 步，共 ${steps} 步　还剩 ${secondsLeft(page)} 秒`;
  if (page.part("count").textContent !== words) page.part("count").textContent = words;
}

// The server says that the time is over; this is for when it cannot be heard.
async function timeOver(page, way) {
  while (!way.over && (secondsLeft(page) > 0 || performance.now() < page.until + UNHEARD)) await pause(500);
  return { trouble: "over" };
}

async function leave({ part, region }, words) {
  say(part("ask"), words);
  for (const name of ["hint", "count"]) part(name).textContent = "";
  await pause(READING);
  window.location.assign(region.dataset.done);
}

// Without a network the other way begins by going there; the form follows as soon as it can.
function holdBack({ part }, event) {
  if (navigator.onLine) return;
  event.preventDefault();
  part("trouble").textContent = "网络还没有通。请直接带身份证去找安全员，不用等；网络一通，这一页会自动往下走。";
  part("trouble").hidden = false;
  window.addEventListener("online", () => event.target.submit(), { once: true });
}

function leaveCheck({ region, ended }) {
  if (ended || !navigator.sendBeacon) return;
  const form = new FormData();
  form.append("csrf_token", region.dataset.token);
  navigator.sendBeacon(region.dataset.leave, form);
}

function showTrouble({ part, region, until }, code) {
  const late = until <= performance.now() ? "over" : code;
  const [title, words, again] = TROUBLES[late];
  say(part("ask"), title);
  for (const name of ["hint", "count"]) {
    part(name).textContent = "";
    part(name).hidden = true;
  }
  part("trouble").textContent = `${words}${region.dataset.other}`;
  part("trouble").hidden = false;
  part("begin").textContent = again;
  part("begin").dataset.trouble = late;
  part("begin").hidden = !again;
  // When it is the only way left, it is the loud one.
  if (part("other")) part("other").querySelector(".big-button").classList.toggle("big-button--quiet", Boolean(again));
}

function say(element, words) {
  if (element.textContent === words) return;
  element.textContent = words;
  speak(words);
}

function speak(words) {
  if (!("speechSynthesis" in window)) return;
  const speech = new SpeechSynthesisUtterance(words);
  speech.lang = "zh-CN";
  window.speechSynthesis.cancel();
  window.speechSynthesis.speak(speech);
}
