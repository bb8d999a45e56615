// The panel of somebody who waits for the turn to begin: how many are before them, about how long, and that it costs
// no time.

const SPOKEN_EVERY = 30000;

// Rough on purpose: seconds that jump about make people nervous.
export function inWords(seconds) {
  if (seconds > 90) return `大约 ${Math.ceil(seconds / 60)} 分钟`;
  if (seconds > 5) return `大约 ${Math.ceil(seconds / 5) * 5} 秒`;
  return "几秒钟";
}

export class WaitingRoom {
  constructor(part, root) { Object.assign(this, { part, root, spokenAt: -Infinity, timer: null }); }

  // The place as the server told it; the estimate runs on by this device's clock until the next answer.
  show({ position, wait_seconds: waitSeconds }) {
    this.position = position;
    this.turnAt = performance.now() + waitSeconds * 1000;
    this.root.dataset.waiting = "true";
    this.part("loading").hidden = true;
    this.part("waiting").hidden = false;
    this.paint();
    if (!this.timer) this.timer = setInterval(() => this.paint(), 1000);
    this.speak();
  }

  paint() {
    this.write("waiting-ahead", this.position ? String(this.position) : "0");
    this.write("waiting-time", inWords((this.turnAt - performance.now()) / 1000));
  }

  write(name, text) {
    if (this.part(name).textContent !== text) this.part(name).textContent = text;
  }

  // Read out at first and then seldom: a number that is spoken at every change is noise.
  speak() {
    const now = performance.now();
    if (now - this.spokenAt < SPOKEN_EVERY) return;
    this.spokenAt = now;
    const place = `正在排队进入考试，前面还有 ${this.position} 人，${this.part("waiting-time").textContent}。`;
    this.write("waiting-spoken", `${place}时间从看到试卷时才开始算，不用担心。`);
  }

  close() {
    clearInterval(this.timer);
    this.part("waiting").hidden = true;
    delete this.root.dataset.waiting;
  }
}
