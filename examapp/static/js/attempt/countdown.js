// Minutes left by the server's clock: the device's own clock may be hours off and is used only for differences.

import { hidePause, showPause } from "./pause-panel.js";

const LOOK_AGAIN_MS = 3000;

export class Countdown {
  // `look` asks the server again: while the clock stands, nothing else would notice that it goes on.
  constructor(root, onOver, look) {
    this.root = root;
    this.onOver = onOver;
    this.look = look;
    this.over = false;
    this.standing = null;
    this.timer = setInterval(() => this.paint(), 500);
  }

  // What the server said of the clock: it runs until `deadline`, or stands at `paused_left` milliseconds.
  follow(answer) {
    const left = answer.paused_left;
    if (left === null || left === undefined) {
      if (this.standing !== null) hidePause(true);
      this.standing = null;
      this.set(answer.server_time, answer.deadline);
      return;
    }
    // Forgotten, so that the later end is not told as minutes that were given.
    this.deadline = undefined;
    this.standing = left;
    this.paint();
    showPause(this.root.textContent, answer.pause_reason);
    this.lookLater(answer.pause_reason === undefined ? 0 : LOOK_AGAIN_MS);
  }

  lookLater(milliseconds = LOOK_AGAIN_MS) {
    clearTimeout(this.again);
    if (this.standing !== null) this.again = setTimeout(this.look, milliseconds);
  }

  // serverTime and deadline are milliseconds of the server; performance.now() cannot jump.
  set(serverTime, deadline) {
    this.tellMore(Math.round((deadline - this.deadline) / 60000));
    this.offset = serverTime - performance.now();
    this.deadline = deadline;
    this.over = false;
    this.paint();
  }

  // Minutes that were given to this person or to everybody (a power cut, an alarm) are said, not only counted.
  tellMore(minutes) {
    const place = document.querySelector("[data-part=more]");
    if (!place || !(minutes >= 1)) return;
    place.textContent = `给您加了 ${minutes} 分钟，答过的都在。`;
    place.hidden = false;
  }

  left() { return this.standing !== null ? this.standing : this.deadline - (performance.now() + this.offset); }

  paint() {
    if (this.deadline === undefined && this.standing === null) return;
    const seconds = Math.max(0, Math.ceil(this.left() / 1000));
    const minutes = Math.floor(seconds / 60);
    this.root.textContent = `${String(minutes).padStart(2, "0")}:${String(seconds % 60).padStart(2, "0")}`;
    this.root.dataset.hurry = String(seconds <= 60);
    if (seconds === 0 && !this.over && this.standing === null) { this.over = true; this.onOver(); }
  }

  stop() {
    clearInterval(this.timer);
    clearTimeout(this.again);
    hidePause(false);
  }
}
