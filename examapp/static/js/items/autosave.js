// Saves the form as one types. Says honestly what is on the server, what is only here, and when another person was
// quicker.

import { entriesOf } from "./draft-form.js";

const PAUSE = 1000;
const FIRST_WAIT = 2000;
const LONGEST_WAIT = 15000;

export const clock = (moment) => new Date(moment).toLocaleTimeString("zh-CN", {
  hour: "2-digit", minute: "2-digit", hour12: false,
});

async function send(form, address) {
  const body = new FormData(form);
  body.delete("picture_file");
  const response = await fetch(address, {
    method: "POST", body, headers: { Accept: "application/json" }, cache: "no-store",
  });
  const isJson = (response.headers.get("Content-Type") || "").startsWith("application/json");
  return { status: response.redirected ? 401 : response.status, answer: isJson ? await response.json() : null };
}

export class Autosave {
  // `say(text, kind)` shows a state: ok, busy, warn, bad; `onFaults(rows)`; `onConflict()`; `onSignedOut()`.
  constructor(form, copy, { say, onFaults, onConflict, onSignedOut }) {
    Object.assign(this, { form, copy, say, onFaults, onConflict, onSignedOut });
    this.wait = FIRST_WAIT;
    this.changes = 0;
    this.stopped = false;
    window.addEventListener("online", () => { if (this.waiting) this.save(); });
    document.addEventListener("visibilitychange", () => { if (document.hidden && this.waiting) this.save(); });
  }

  get waiting() { return this.timer !== undefined || this.sending !== undefined; }

  changed(pause = PAUSE) {
    this.changes += 1;
    const kept = this.copy.keep(this.form.elements.version.value, entriesOf(this.form));
    this.isKept = kept;
    if (this.stopped) return;
    if (!this.failing) this.say("正在保存…", "busy");
    this.plan(this.failing ? Math.max(pause, this.wait) : pause);
  }

  plan(pause) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), pause);
  }

  save() {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.stopped) return Promise.resolve();
    if (!this.sending) this.sending = this.saveNow().finally(() => { this.sending = undefined; });
    else this.plan(PAUSE);
    return this.sending;
  }

  async saveNow() {
    const mine = this.changes;
    let result;
    try {
      result = await send(this.form, this.form.dataset.save);
    } catch {
      this.retry("没有保存上，正在重试");
      return;
    }
    if (result.status === 200 && result.answer) this.saved(result.answer, mine);
    else if (result.status === 409 && result.answer?.error === "draft_changed") this.conflict(result.answer.data);
    else if (result.status === 401 || result.answer?.error === "csrf") this.signedOut();
    else if (result.status >= 500 || result.status === 429) this.retry("服务器忙，没有保存上，正在重试");
    else this.stop(result.answer?.message || "没有保存上");
  }

  saved(answer, mine) {
    this.form.elements.version.value = answer.version;
    this.failing = false;
    this.wait = FIRST_WAIT;
    this.onFaults(answer.faults);
    if (mine !== this.changes) {
      this.copy.keep(answer.version, entriesOf(this.form));
      return;
    }
    this.copy.drop();
    this.say(`✓ 已保存 ${clock(Date.now())}`, "ok");
  }

  retry(words) {
    this.failing = true;
    this.say(`${words}${this.isKept === false ? "，请不要关闭本页" : "。写的都存在这台设备上"}`, "warn");
    this.plan(this.wait);
    this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
  }

  // The form's own token ended with the session: signing in and opening the page again brings back what was written.
  signedOut() {
    this.stopped = true;
    this.say("您已退出登录，没有保存上。写的都存在这台设备上", "bad");
    this.onSignedOut();
  }

  stop(words) {
    this.stopped = true;
    this.say(`${words.replace(/。$/, "")}。写的都存在这台设备上`, "bad");
    const again = () => { this.stopped = false; this.save(); };
    window.addEventListener("focus", again, { once: true });
  }

  conflict(data) {
    this.stopped = true;
    this.say(`${data.who || "别人"}改过这道题，您写的还没有保存`, "bad");
    this.onConflict();
  }
}
