// Notes that the page was left or text was copied, as the person was told before the start. Kept on the device, sent
// when there is a network; no answer ever waits for it, and nothing is decided by it.

import { call, newId } from "./outbox.js";

// A glance at the clock of the phone or a reload is no leaving.
const SHORTEST = 3000;
const FIRST_WAIT = 1000;
const LONGEST_WAIT = 60000;
const PATIENCE = 2000;

export class Conduct {
  // `memory` is the attempt's own memory; it gets `events` (not sent yet) and `left` (since when the page is out of
  // sight).
  constructor({ url, token, memory, persist }) {
    Object.assign(this, { url, token, memory, persist, wait: FIRST_WAIT, sending: null, over: false });
    memory.events = memory.events || [];
    // The page was closed or killed while out of sight, and now it is back.
    if (memory.left) this.back();
    document.addEventListener("visibilitychange", () => (document.hidden ? this.leave() : this.back()));
    window.addEventListener("blur", () => this.leave());
    window.addEventListener("focus", () => this.back());
    window.addEventListener("pagehide", () => this.leave());
    window.addEventListener("online", () => this.flush());
    document.addEventListener("copy", () => this.note("copied", Date.now(), 0));
    this.flush();
  }

  leave() {
    if (this.memory.left || this.over) return;
    this.memory.left = Date.now();
    this.persist();
  }

  back() {
    if (!this.memory.left || document.hidden) return;
    const began = this.memory.left;
    this.memory.left = 0;
    const away = Date.now() - began;
    if (away >= SHORTEST) this.note("away", began, Math.round(away / 1000));
    else this.persist();
  }

  note(kind, at, seconds) {
    if (this.over) return;
    this.memory.events.push({ id: newId(), kind, at, seconds });
    this.persist();
    this.flush();
  }

  flush() {
    clearTimeout(this.timer);
    this.sending = this.sending || this.send().finally(() => { this.sending = null; });
    return this.sending;
  }

  async send() {
    while (this.memory.events.length) {
      const batch = this.memory.events.slice(0, 100);
      try {
        const body = JSON.stringify({ events: batch });
        const answer = await call(`${this.url}/events`, this.token, { method: "PUT", body });
        const acked = new Set(answer.acked);
        if (!acked.size) return;
        this.memory.events = this.memory.events.filter((one) => !acked.has(one.id));
        this.wait = FIRST_WAIT;
        await this.persist();
      } catch {
        this.timer = setTimeout(() => this.flush(), this.wait);
        this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
        return;
      }
    }
  }

  // Before the device forgets the attempt: send what is left, but nobody waits for it longer than a moment.
  async finish() {
    const last = this.flush();
    this.over = true;
    clearTimeout(this.timer);
    await Promise.race([last, new Promise((resolve) => setTimeout(resolve, PATIENCE))]);
    clearTimeout(this.timer);
  }
}
