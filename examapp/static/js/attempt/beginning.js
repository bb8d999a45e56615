// The clock begins when the first item is on the screen. Until the server has heard of it, it counts from the moment at
// which it gave the paper out, so a message that is lost costs seconds and never leaves a paper without a clock.

import { call, pause, Refused } from "./outbox.js";

const painted = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0)));

// Says so until the server answers; gives its answer, or null when it refuses: the next question says why.
async function tell(url, token, onFailure) {
  for (let wait = 500; ; wait = Math.min(wait * 2, 15000)) {
    try {
      return await call(`${url}/begin`, token, { method: "POST", body: "{}" });
    } catch (error) {
      if (error instanceof Refused && error.status < 500 && error.status !== 429) return null;
      onFailure();
      await pause(wait);
    }
  }
}

export async function beginClock({ url, token, state, countdown }) {
  if (state.begun) { countdown.follow(state); return; }
  const shownAt = performance.now();
  const asGiven = () => {
    const time = state.server_time + performance.now() - shownAt;
    if (!countdown.hasBegun) countdown.follow({ ...state, server_time: time });
  };
  await painted();
  const begun = await tell(url, token, asGiven);
  if (!begun) { asGiven(); return; }
  // Seconds that were spent on loading are no minutes that somebody gave.
  countdown.deadline = undefined;
  countdown.follow(begun);
}
