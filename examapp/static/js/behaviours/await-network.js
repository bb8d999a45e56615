// A tap without a network never ends on the browser's own error page, which takes along what was typed: the page
// stays, says beside the button that nothing was sent, and goes on by itself when the network is soon back.
// data-probe: before a tap, asks the server whether it is there, where "online" says nothing of it (a workshop's Wi-Fi
// without a way out).

// Longer than that, nobody expects any more that a tap of before still happens.
const LONGEST_WAIT = 120000;
const ASK_AGAIN = 2000;
const PATIENCE = 4000;
const FRESH = 5000;
const ROOM = 160;

let reached = true;
let askedAt = 0;
let waiting = null;
let lastButton = null;

async function ask() {
  askedAt = Date.now();
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), PATIENCE);
  try {
    const answer = await fetch("/healthz", { cache: "no-store", signal: limit.signal });
    // Something stands between, and what it says is no page of ours.
    reached = answer.status < 502 || answer.status > 504;
  } catch {
    reached = false;
  }
  clearTimeout(timer);
  return reached;
}

const isAway = () => !navigator.onLine || !reached;

function wordsFor(kind) {
  return kind === "form"
    ? "▲ 现在没有网络，还没有送出。填的都在，这一页先别关；两分钟内连上，会自动送出。"
    : "▲ 现在没有网络，还没有打开。这一页的内容都在；两分钟内连上，会自动打开。";
}

// As near to the button as a line of words has room: a cell of a table or a row of buttons would be torn apart.
function hasRoom(place) {
  const { display, flexWrap, flexDirection } = window.getComputedStyle(place);
  if (place.clientWidth < ROOM) return false;
  if (display === "flex") return flexWrap === "wrap" || flexDirection === "column";
  return display === "block" || display === "grid" || display === "list-item" || display === "table-cell";
}

function placeFor(control) {
  let place = control;
  while (place.parentElement !== document.body && !hasRoom(place.parentElement)) place = place.parentElement;
  return place;
}

function makeNotice(control, text) {
  const notice = document.createElement("div");
  notice.className = "notice notice--warn no-network";
  notice.setAttribute("role", "alert");
  const words = document.createElement("p");
  words.textContent = text;
  notice.appendChild(words);
  placeFor(control).insertAdjacentElement("afterend", notice);
  if (notice.scrollIntoView) notice.scrollIntoView({ block: "nearest" });
  return { notice, words };
}

// `goOn` does what was tapped; null for what a script may not do by itself (a new window).
function wait(control, kind, goOn) {
  forget();
  const { notice, words } = makeNotice(control, goOn ? wordsFor(kind) : "▲ 现在没有网络，打不开。连上网以后请再点一次。");
  const until = Date.now() + LONGEST_WAIT;
  const mine = { notice, words, kind, goOn };
  waiting = mine;
  document.dispatchEvent(new Event("examapp:unsent"));
  const stop = document.createElement("button");
  stop.type = "button";
  stop.className = "button";
  stop.textContent = kind === "form" ? "先不送了" : "先不打开了";
  stop.addEventListener("click", (event) => { event.stopPropagation(); forget(); control.focus(); });
  if (goOn) notice.appendChild(stop);
  const look = async () => {
    if (waiting !== mine) return;
    const isBack = navigator.onLine && await ask();
    if (waiting !== mine) return;
    if (!isBack) { setTimeout(look, ASK_AGAIN); return; }
    if (mine.goOn && Date.now() < until) {
      words.textContent = kind === "form" ? "● 连上了，正在送出…" : "● 连上了，正在打开…";
      stop.remove();
      waiting = null;
      mine.goOn();
    } else {
      stop.remove();
      words.textContent = "● 网络通了。刚才的没有办，填的都在，请再点一次。";
    }
  };
  // One answer that did not come may have been a hiccup: then nobody waits.
  setTimeout(look, navigator.onLine ? 0 : ASK_AGAIN);
}

function forget() {
  if (!waiting) return;
  waiting.notice.remove();
  waiting = null;
}

// Whoever goes on typing has not finished: what was tapped before is not done behind the back.
function pauseFor(event) {
  if (!waiting || !waiting.goOn || waiting.notice.contains(event.target)) return;
  waiting.goOn = null;
  waiting.words.textContent = "▲ 现在没有网络。您在接着填，就不自动送了；连上网以后，请再点一次。";
  const stop = waiting.notice.querySelector("button");
  if (stop) stop.remove();
}

function buttonOf(event) {
  const form = event.target;
  if (event.submitter) return event.submitter;
  if (lastButton && lastButton.form === form) return lastButton;
  return form.querySelector("button:not([type=button]), input[type=submit]");
}

function holdForm(event) {
  if (event.defaultPrevented || !isAway()) return;
  event.preventDefault();
  const form = event.target;
  const button = buttonOf(event);
  const control = button || form.lastElementChild || form;
  wait(control, "form", () => {
    // A part of the page that renews itself has put another form in its place; what was tapped is still this one.
    if (!form.isConnected) { form.hidden = true; document.body.appendChild(form); }
    if (button) button.click(); else form.submit();
  });
}

function isOurs(link) {
  const { hash, origin, pathname, search, protocol } = new URL(link.href, window.location.href);
  const here = window.location;
  const isHere = hash && pathname === here.pathname && search === here.search;
  return /^https?:$/.test(protocol) && origin === here.origin && !isHere;
}

function holdLink(event) {
  const link = event.target.closest ? event.target.closest("a[href]") : null;
  const withKey = event.ctrlKey || event.metaKey || event.shiftKey || event.button > 0;
  if (!link || event.defaultPrevented || withKey || !isAway() || !isOurs(link)) return;
  event.preventDefault();
  const opensWindow = link.target && link.target !== "_self";
  wait(link, "link", opensWindow || link.hasAttribute("download") ? null : () => {
    if (link.isConnected) link.click(); else window.location.assign(link.href);
  });
}

// The page anew, once it can be had: a reload without a network would leave nothing.
export function reload() {
  if (navigator.onLine) window.location.reload();
  else window.addEventListener("online", () => window.location.reload(), { once: true });
}

// A page that looks again and again by itself shows what was, while nobody answers; one silence is no news.
function sayStale(body) {
  let strip = null;
  let silences = 0;
  document.addEventListener("examapp:unreached", () => {
    silences += 1;
    if (strip || silences < 2) return;
    strip = document.createElement("p");
    strip.className = "notice notice--warn no-network no-network--page";
    strip.setAttribute("role", "status");
    strip.textContent = "▲ 连不上服务器，这一页不是最新的。不用重做，连上会自动更新。";
    body.querySelector("main").prepend(strip);
  });
  document.addEventListener("examapp:reached", () => {
    silences = 0;
    if (strip) strip.remove();
    strip = null;
  });
}

export function attach(body) {
  document.addEventListener("examapp:reached", () => { reached = true; });
  document.addEventListener("examapp:unreached", () => { reached = false; });
  // Where the bar says it already, once is enough.
  if (!body.querySelector("[data-behaviour~=show-online]") && body.querySelector("main")) sayStale(body);
  window.addEventListener("click", (event) => {
    lastButton = event.target.closest ? event.target.closest("button, input[type=submit]") : null;
    holdLink(event);
  });
  // After every script of the page: what they do themselves is theirs.
  window.addEventListener("submit", holdForm);
  window.addEventListener("input", pauseFor);
  if (!("probe" in body.dataset)) return;
  window.addEventListener("pointerdown", (event) => {
    const isTap = event.target.closest && event.target.closest("a[href], button, input[type=submit]");
    if (isTap && navigator.onLine && Date.now() - askedAt > FRESH) ask();
  });
}
