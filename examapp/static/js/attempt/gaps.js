// Steps that the server misses although their numbers were given out.

import { keptSteps, newId } from "./outbox.js";

// Put back from a backup, the server gets its steps again as they were. The numbers of steps that another device made
// are filled with an answer that holds anyway, and every present answer is sent once more as the newest of its item.
export function fillGaps(memory, slots, missing) {
  const again = keptSteps(memory, missing);
  memory.steps.unshift(...again);
  const send = (seq, { slot, response }) => {
    memory.steps.push({ id: newId(), seq, slot, response, at: new Date().toISOString() });
  };
  const answered = slots.filter((slot) => slot.response.length);
  const unknown = missing.filter((seq) => !again.some((step) => step.seq === seq));
  for (const seq of unknown) send(seq, answered[0] || slots[0]);
  for (const slot of unknown.length ? answered : []) send(memory.seq += 1, slot);
}
