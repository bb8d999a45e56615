// Sends steps until the server names them as kept. One sender at a time; nothing leaves the outbox without an ack.

const FIRST_WAIT = 500;
const LONGEST_WAIT = 15000;
const TIMEOUT = 15000;
const MOST_KEPT = 2000;

export class Refused extends Error {
  constructor(status, body, retryAfter = 0) {
    super(body.error || String(status));
    Object.assign(this, { status, body, retryAfter });
  }
}

// A JSON answer of ours, or an error: a captive portal's HTML with status 200 is no answer.
export async function call(url, token, options = {}) {
  const control = new AbortController();
  const timer = setTimeout(() => control.abort(), TIMEOUT);
  try {
    const response = await fetch(url, {
      ...options,
      cache: "no-store",
      credentials: "omit",
      signal: control.signal,
      headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json", Accept: "application/json" },
    });
    const isJson = (response.headers.get("Content-Type") || "").startsWith("application/json");
    if (!isJson) throw new TypeError("answer is not ours");
    const body = await response.json();
    if (!response.ok) throw new Refused(response.status, body, Number(response.headers.get("Retry-After")) || 0);
    return body;
  } finally {
    clearTimeout(timer);
  }
}

export const pause = (milliseconds) => new Promise((resolve) => { setTimeout(resolve, milliseconds); });

export class Outbox {
  // `memory` is {steps, kept, seq, responses, flags}; `persist()` writes it down; `onChange(state)` repaints.
  constructor({ url, token, memory, persist, onChange, onRefused }) {
    Object.assign(this, { url, token, memory, persist, onChange, onRefused });
    this.wait = FIRST_WAIT;
    this.sending = null;
    this.offline = false;
    this.timer = null;
    window.addEventListener("online", () => this.flush());
    document.addEventListener("visibilitychange", () => this.flush());
  }

  get unsent() { return this.memory.steps.length; }

  flush() {
    clearTimeout(this.timer);
    if (this.sending) return this.sending;
    this.sending = this.run().finally(() => { this.sending = null; });
    return this.sending;
  }

  async run() {
    while (this.memory.steps.length > 0) {
      const batch = this.memory.steps.slice(0, 100);
      try {
        const body = JSON.stringify({ steps: batch });
        const answer = await call(`${this.url}/steps`, this.token, { method: "PUT", body });
        if (!Array.isArray(answer.acked)) throw new TypeError("answer without acks");
        await this.forget(new Set(answer.acked));
        this.wait = FIRST_WAIT;
        this.offline = false;
        this.onChange(answer);
        if (answer.acked.length === 0) return;
      } catch (error) {
        const refused = error instanceof Refused && error.status >= 400 && error.status < 500;
        if (refused && ![408, 425, 429].includes(error.status)) {
          this.onRefused(error);
          return;
        }
        this.offline = true;
        this.onChange(null);
        this.timer = setTimeout(() => this.flush(), this.wait * (0.75 + Math.random() / 2));
        this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
        return;
      }
    }
  }

  // What is acknowledged is kept until the hand-in: a server that was restored from an older backup asks for it again.
  async forget(acked) {
    const { memory } = this;
    memory.kept = [...(memory.kept || []), ...memory.steps.filter((step) => acked.has(step.id))].slice(-MOST_KEPT);
    memory.steps = memory.steps.filter((step) => !acked.has(step.id));
    await this.persist();
  }
}

// What this device still holds of the seqs that a server lacks, as it was sent the first time.
export function keptSteps(memory, missing) {
  const wanted = new Set(missing);
  return (memory.kept || []).filter((step) => wanted.has(step.seq));
}

export function newId() {
  // randomUUID is absent on plain http, which is how a phone reaches a laptop in a factory.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
