// Minutes left by the server's clock: the device's own clock may be hours off and is used only for differences.

export class Countdown {
  constructor(root, onOver) {
    this.root = root;
    this.onOver = onOver;
    this.over = false;
    this.timer = setInterval(() => this.paint(), 500);
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

  left() { return this.deadline - (performance.now() + this.offset); }

  paint() {
    if (this.deadline === undefined) return;
    const seconds = Math.max(0, Math.ceil(this.left() / 1000));
    const minutes = Math.floor(seconds / 60);
    this.root.textContent = `${String(minutes).padStart(2, "0")}:${String(seconds % 60).padStart(2, "0")}`;
    this.root.dataset.hurry = String(seconds <= 60);
    if (seconds === 0 && !this.over) { this.over = true; this.onOver(); }
  }

  stop() { clearInterval(this.timer); }
}
