// The answering page: one item a screen, saved at every tap, handed in once. Attached to [data-attempt].

import { Conduct } from "./conduct.js";
import { Countdown } from "./countdown.js";
import { fill } from "./elements.js";
import { fillGaps } from "./gaps.js";
import { showItem, spokenText } from "./item-view.js";
import { call, newId, Outbox, pause, Refused } from "./outbox.js";
import { isAnswered, overviewCells } from "./overview.js";
import { Pictures } from "./pictures.js";
import { attachSpeech } from "./speech.js";
import { openStore } from "./store.js";
import { HANDED_IN, isOver, lateRefusal, showStopped } from "./stopped.js";
import { unsentAnswers } from "./unsent-copy.js";
import { WaitingRoom } from "./waiting-room.js";

const root = document.querySelector("[data-attempt]");
const part = (name) => root.querySelector(`[data-part="${name}"]`);
const url = `/api/attempts/${root.dataset.attempt}`;
const token = root.dataset.token;

let store;
let memory;
let outbox;
let conduct;
let countdown;
let slots = [];
let pictures;
let view = null;
let current = 1;
let handingIn = false;

function say(text, kind) {
  const line = part("status");
  line.dataset.kind = kind;
  if (line.textContent !== text) line.textContent = text;
}

function paintStatus() {
  const unsent = outbox.unsent;
  const unread = slots.find((slot) => slot.draft !== undefined);
  if (store.kind === "memory" && unsent) say(`${unsent} 个答案还没传到服务器，请不要关闭本页`, "warn");
  else if (unsent && outbox.offline) say(`网络断了，${unsent} 个答案已存本机`, "warn");
  else if (unsent) say("正在保存…", "busy");
  else if (unread) say(`第 ${unread.slot} 题填的不是数，还没有保存`, "warn");
  else say("✓ 答案已存服务器", "ok");
}

function paintOverview() {
  const open = (number) => { closePanels(); go(number); };
  fill(part("cells"), ...overviewCells(slots, memory.flags, current, open));
}

function paint() {
  const slot = slots[current - 1];
  if (view && view.slot === slot) view.update();
  else {
    view = showItem(part("item"), slot, slots.length, pictures, {
      onAnswer: (response) => answer(slot, response),
      onDraft: (text) => keepDraft(slot, text),
      onTyping: (waits) => { if (waits) say("正在保存…", "busy"); else paintStatus(); },
    });
  }
  part("progress").style.setProperty("--done", String(slots.filter(isAnswered).length / slots.length));
  part("previous").disabled = current === 1;
  part("next").textContent = current === slots.length ? "去交卷" : "下一题";
  part("overview").textContent = `${current} / ${slots.length}`;
  part("overview").setAttribute("aria-label", `题目一览，现在第 ${current} 题，共 ${slots.length} 题`);
  part("flag").setAttribute("aria-pressed", String(memory.flags.includes(current)));
  paintOverview();
}

// What was typed a moment ago is an answer before the person turns to something else.
function flushTyped() { if (view) view.flush(); }

function keepDraft(slot, text) {
  memory.drafts = { ...memory.drafts, [slot.slot]: text };
  persist();
  paintStatus();
}

function go(number) {
  flushTyped();
  current = Math.min(Math.max(number, 1), slots.length);
  document.dispatchEvent(new Event("attempt:moved"));
  paint();
  const stem = document.getElementById("stem");
  if (stem) stem.focus({ preventScroll: true });
  window.scrollTo(0, 0);
}

async function persist() {
  try {
    await store.write(root.dataset.attempt, memory);
  } catch {
    say("本机存不下了，答案会直接传到服务器，请保持联网", "warn");
  }
}

// The mark on the screen follows the device's durable write, never the other way round.
async function answer(slot, response) {
  if (handingIn) return;
  say("正在保存…", "busy");
  memory.seq += 1;
  const step = { id: newId(), seq: memory.seq, slot: slot.slot, response, at: new Date().toISOString() };
  memory.steps.push(step);
  memory.responses[slot.slot] = response;
  slot.response = response;
  await persist();
  paint();
  paintStatus();
  outbox.flush();
}

function toggleFlag() {
  const others = memory.flags.filter((number) => number !== current);
  memory.flags = memory.flags.includes(current) ? others : [...memory.flags, current];
  persist();
  paint();
}

function openPanel(name) {
  flushTyped();
  closePanels();
  part(name).hidden = false;
  part("work").hidden = true;
  part(name).querySelector("h2").focus();
}

function closePanels() {
  for (const name of ["overview-panel", "hand-in-panel"]) part(name).hidden = true;
  part("work").hidden = false;
}

function openHandIn() {
  flushTyped();
  const open = slots.filter((slot) => !isAnswered(slot));
  part("hand-in-title").textContent = open.length ? `还有 ${open.length} 题没答，交卷吗？` : "全部答完了，交卷吗？";
  part("hand-in-text").textContent = open.length
    ? `没答的是第 ${open.map((slot) => slot.slot).join("、")} 题。没答的题不得分。交卷后不能再改。`
    : "交卷后马上出成绩，不能再改。";
  part("back-to-items").textContent = open.length ? "回去接着答" : "再检查一遍";
  part("back-to-items").classList.toggle("big-button--quiet", !open.length);
  part("hand-in").classList.toggle("big-button--quiet", open.length > 0);
  part("back-to-items").dataset.slot = open.length ? String(open[0].slot) : String(current);
  openPanel("hand-in-panel");
}

async function handIn() {
  if (handingIn) return;
  flushTyped();
  handingIn = true;
  part("hand-in").disabled = true;
  memory.submission = memory.submission || newId();
  await persist();
  const body = () => JSON.stringify({ id: memory.submission, last_seq: memory.seq, at: new Date().toISOString() });
  for (let wait = 500; ; wait = Math.min(wait * 2, 15000)) {
    await outbox.flush();
    if (root.dataset.stopped) return;
    try {
      await call(`${url}/submission`, token, { method: "POST", body: body() });
      await finish();
      return;
    } catch (error) {
      if (error instanceof Refused && error.body.error === "steps_missing") {
        fillGaps(memory, slots, error.body.data.missing);
        await persist();
        continue;
      }
      if (error instanceof Refused && error.status < 500 && error.status !== 429) { refused(error); return; }
      say("网络断了，答案已存本机，连上后自动交卷。请不要关闭本页", "warn");
      await pause(wait);
    }
  }
}

async function finish() {
  countdown.stop();
  if (conduct) await conduct.finish();
  await store.write(root.dataset.attempt, null).catch(() => {});
  window.location.replace(root.dataset.resultUrl);
}

function refused(error) {
  const over = isOver(error);
  if (over && !error.late && !unsentAnswers(memory, slots).length) { finish(); return; }
  countdown.stop();
  root.dataset.stopped = "true";
  showStopped(part, error, over, memory, slots);
}

async function timeIsOver() {
  say("时间到，正在交卷…", "busy");
  if (!handingIn) await handIn();
}

function mergeMemory(held, state) {
  memory = held || { steps: [], seq: 0, responses: {}, flags: [] };
  memory.seq = Math.max(memory.seq, state.last_seq);
  memory.paper = state.slots.map(({ type, choices }) => ({ type, choices }));
  const unsent = new Map(memory.steps.map((step) => [step.slot, step.response]));
  slots = state.slots.map((slot) => ({
    ...slot,
    response: unsent.has(slot.slot) ? unsent.get(slot.slot) : slot.response,
    draft: memory.drafts ? memory.drafts[slot.slot] : undefined,
  }));
}

function attachButtons() {
  part("previous").addEventListener("click", () => go(current - 1));
  part("next").addEventListener("click", () => (current === slots.length ? openHandIn() : go(current + 1)));
  part("overview").addEventListener("click", () => openPanel("overview-panel"));
  part("close-overview").addEventListener("click", () => { closePanels(); go(current); });
  part("to-hand-in").addEventListener("click", openHandIn);
  part("back-to-items").addEventListener("click", (event) => {
    closePanels();
    go(Number(event.currentTarget.dataset.slot));
  });
  part("hand-in").addEventListener("click", handIn);
  part("flag").addEventListener("click", toggleFlag);
  document.addEventListener("visibilitychange", flushTyped);
  window.addEventListener("pagehide", flushTyped);
  window.addEventListener("beforeunload", (event) => {
    if (store.kind === "memory" && outbox.unsent) event.preventDefault();
  });
}

// Asks until the paper is there. Who has to wait asks when told; a lost network costs neither the place nor time.
async function load() {
  const room = new WaitingRoom(part, root);
  for (let wait = 500; ;) {
    try {
      const state = await call(url, token);
      room.close();
      return state;
    } catch (error) {
      if (error instanceof Refused && error.status < 500 && error.status !== 429) { room.close(); throw error; }
      if (error.body && error.body.code === "waiting") {
        say("正在排队，请不要关闭本页", "busy");
        room.show(error.body);
        wait = 500;
        await pause(error.retryAfter * 1000);
      } else {
        say(root.dataset.waiting ? "网络不稳，正在重试。排队的位置给您留着" : "连不上服务器，正在重试…", "warn");
        await pause(wait);
        wait = Math.min(wait * 2, 15000);
      }
    }
  }
}

async function start() {
  store = await openStore();
  let state;
  memory = await store.read(root.dataset.attempt).catch(() => null);
  slots = (memory && memory.paper) || [];
  try { state = await load(); } catch (error) { countdown = { stop() {} }; refused(error); return; }
  countdown = new Countdown(part("time"), timeIsOver, look);
  mergeMemory(memory, state);
  if (state.state === "submitted") { refused(HANDED_IN); return; }
  outbox = new Outbox({
    url, token, memory, persist,
    onChange: (answer) => {
      if (answer && answer.deadline) countdown.follow(answer);
      const late = lateRefusal(answer, memory);
      if (late) refused(late); else paintStatus();
    },
    onRefused: refused,
  });
  countdown.follow(state);
  pictures = new Pictures(slots);
  if (pictures.digests.size) say("正在取图…", "busy");
  await pictures.loadAll();
  attachButtons();
  attachSpeech(part("speak"), () => spokenText(slots[current - 1]));
  const firstOpen = slots.find((slot) => !isAnswered(slot));
  part("loading").hidden = true;
  part("work").hidden = false;
  go(firstOpen ? firstOpen.slot : 1);
  paintStatus();
  outbox.flush();
  setInterval(look, 20000);
  if (root.dataset.conduct) conduct = new Conduct({ url, token, memory, persist });
}

// Minutes that the inspector adds, and a pause, must reach a person who is only reading.
async function look() {
  if (handingIn || root.dataset.stopped) return;
  try {
    const state = await call(url, token);
    if (state.state === "submitted") { refused(HANDED_IN); return; }
    countdown.follow(state);
  } catch (error) {
    if (error instanceof Refused && error.status < 500 && error.status !== 429) refused(error);
    else countdown.lookLater();
  }
}

start();
