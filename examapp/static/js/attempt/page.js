// The answering page: one item a screen, saved at every tap, handed in once. Attached to [data-attempt].

import { beginClock } from "./beginning.js";
import { Conduct } from "./conduct.js";
import { Countdown } from "./countdown.js";
import { fill } from "./elements.js";
import { fillGaps } from "./gaps.js";
import { writeHandInPanel, writeWaiting } from "./hand-in-panel.js";
import { showItem, spokenText } from "./item-view.js";
import { forgetPage, keepPage } from "./keep-page.js";
import { noteOpened, openPaper } from "./opening.js";
import { call, newId, Outbox, pause, Refused } from "./outbox.js";
import { isAnswered, overviewCells } from "./overview.js";
import { Pictures } from "./pictures.js";
import { looseCount, safetyWords, warnBeforeLeaving } from "./safety.js";
import { attachSpeech } from "./speech.js";
import { Standing } from "./standing.js";
import { openStore } from "./store.js";
import { endOf, isOver, lateRefusal, showClosing, showStopped } from "./stopped.js";
import { unsentAnswers } from "./unsent-copy.js";

const root = document.querySelector("[data-attempt]");
const part = (name) => root.querySelector(`[data-part="${name}"]`);
const url = `/api/attempts/${root.dataset.attempt}`;
const token = root.dataset.token;

let store;
let memory;
let outbox;
let conduct;
let countdown;
let standing;
let slots = [];
let pictures;
let view = null;
let current = 1;
let handingIn = false;
let typing = false;
let safeSeq = 0; // the highest seq that lies on this device for good

function say(text, kind) {
  const line = part("status");
  line.dataset.kind = kind;
  if (line.textContent !== text) line.textContent = text;
}

function paintStatus() {
  if (root.dataset.stopped || !outbox) return;
  const unread = slots.find((slot) => slot.draft !== undefined);
  say(...safetyWords({
    steps: memory.steps,
    safeSeq,
    lasting: store.isLasting,
    offline: outbox.offline,
    typing,
    answeredCount: slots.filter(isAnswered).length,
    unreadSlot: unread && unread.slot,
  }));
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
      onTyping: (waits) => { typing = waits; paintStatus(); },
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

function isSafe() { return looseCount(memory.steps, safeSeq) === 0; }

// Writes everything down; what the words say afterwards depends on where it came to lie.
async function persist() {
  const seq = memory.seq;
  memory.written = (memory.written || 0) + 1;
  const lasting = await store.write(root.dataset.attempt, memory).catch(() => false);
  safeSeq = lasting ? Math.max(safeSeq, seq) : 0;
}

// The mark on the screen follows the device's durable write, never the other way round.
async function answer(slot, response) {
  if (handingIn || root.dataset.stopped) return;
  memory.seq += 1;
  const step = { id: newId(), seq: memory.seq, slot: slot.slot, response, at: new Date().toISOString() };
  memory.steps.push(step);
  memory.responses[slot.slot] = response;
  slot.response = response;
  paintStatus();
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
  writeHandInPanel(part, slots, current);
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
      say(writeWaiting(part, isSafe()), "warn");
      await pause(wait);
    }
  }
}

async function finish() {
  countdown.stop();
  root.dataset.stopped = "true";
  showClosing(part);
  if (conduct) await conduct.finish();
  memory.steps = [];
  forgetPage();
  await store.forget(root.dataset.attempt);
  window.location.replace(root.dataset.resultUrl);
}

function refused(error) {
  if (root.dataset.stopped) return;
  const over = isOver(error);
  if (over && !error.late && !unsentAnswers(memory, slots).length) { finish(); return; }
  countdown.stop();
  forgetPage();
  root.dataset.stopped = "true";
  showStopped(part, error, over, memory, slots);
}

function timeIsOver() {
  say("时间到，正在交卷…", "busy");
  handIn();
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
  warnBeforeLeaving(() => {
    flushTyped();
    return !root.dataset.stopped && !isSafe();
  });
}

async function start() {
  if (document.documentElement.hasAttribute("data-too-old")) return; // said by check-browser.js; no clock runs
  store = await openStore();
  let state;
  memory = await store.read(root.dataset.attempt).catch(() => null);
  slots = (memory && memory.paper) || [];
  try {
    state = await openPaper({ url, token, part, root, say, memory });
  } catch (error) { countdown = { stop() {} }; refused(error); return; }
  // While everybody is paused, it is asked more often, or nothing would notice that the time goes on.
  countdown = new Countdown(part("time"), timeIsOver, () => { if (standing) standing.ask(); });
  mergeMemory(memory, state);
  noteOpened(memory, state);
  await persist();
  if (endOf(state)) { refused(endOf(state)); return; }
  outbox = new Outbox({
    url, token, memory, persist,
    onChange: (answer) => {
      if (answer && countdown.hasBegun) countdown.follow(answer);
      const late = lateRefusal(answer, memory);
      if (late) refused(late); else paintStatus();
    },
    onRefused: refused,
  });
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
  beginClock({ url, token, state, countdown }).then(followStanding);
  keepPage(root);
  if (root.dataset.conduct) conduct = new Conduct({ url, token, memory, persist });
}

// What is unsent is sent first: the server says which of it came too late.
async function stopAt(end) {
  if (handingIn && isOver(end)) return;
  handingIn = true;
  if (isOver(end)) await outbox.flush();
  refused(end);
}

function followStanding() {
  const onState = (state) => {
    if (endOf(state)) stopAt(endOf(state));
    else if (!handingIn) countdown.follow(state);
    noteOpened(memory, { ...memory.opened, ...state, begun: true });
  };
  standing = new Standing({ url, token, onState, onRefused: refused, isOver: () => Boolean(root.dataset.stopped) });
  if (countdown.stands) standing.ask();
}

start();
