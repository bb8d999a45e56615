// Asks every few seconds how the paper stands: minutes that the inspector adds, an end, a call-off reach also a person
// who is only reading. Asks at once when the page comes back into sight or the network returns.

import { call, Refused } from "./outbox.js";

const USUAL = 5;

export class Standing {
  // `onState(state)` gets {state, deadline, server_time}; `onRefused(error)` what the server says no to.
  constructor({ url, token, isOver, onState, onRefused }) {
    Object.assign(this, { url, token, isOver, onState, onRefused, seconds: USUAL, timer: null, asking: false });
    document.addEventListener("visibilitychange", () => { if (!document.hidden) this.ask(); });
    window.addEventListener("online", () => this.ask());
    this.later();
  }

  later() {
    clearTimeout(this.timer);
    // Phones that began at one signal do not ask at one moment.
    this.timer = setTimeout(() => this.ask(), this.seconds * 1000 * (0.85 + Math.random() * 0.3));
  }

  async ask() {
    if (this.asking || this.isOver()) return;
    this.asking = true;
    try {
      const state = await call(`${this.url}/state`, this.token);
      this.seconds = state.again_seconds || USUAL;
      if (!this.isOver()) this.onState(state);
    } catch (error) {
      const says = error instanceof Refused && error.status < 500 && error.status !== 429;
      if (says && !this.isOver()) this.onRefused(error);
    } finally {
      this.asking = false;
      this.later();
    }
  }
}
