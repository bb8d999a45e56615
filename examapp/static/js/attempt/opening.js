// Asks until the paper is there. Who has to wait asks when told; a lost network costs neither the place nor time. A
// paper that was open on this device before goes on without network, with the answers that the device holds.

import { call, pause, Refused } from "./outbox.js";
import { WaitingRoom } from "./waiting-room.js";

// What the server told last, by this device's clock; the next answer of the server puts it right.
function openedBefore({ opened, responses, seq }) {
  const slots = opened.slots.map((slot) => ({ ...slot, response: responses[slot.slot] || slot.response }));
  return { ...opened, slots, last_seq: seq, server_time: Date.now() + opened.ahead };
}

// What `openedBefore` needs, to be kept with the answers.
export function noteOpened(memory, answer) {
  const { state, begun, slots, server_time: serverTime, paused_left: left } = answer;
  // Of a clock that stands, the end that it would have now: the server's lies hours ahead meanwhile.
  const deadline = left === null || left === undefined ? answer.deadline : serverTime + left;
  memory.opened = { state, begun, slots, deadline, ahead: serverTime - Date.now() };
}

export async function openPaper({ url, token, part, root, say, memory }) {
  const room = new WaitingRoom(part, root);
  for (let wait = 500; ;) {
    try {
      const state = await call(url, token);
      room.close();
      return state;
    } catch (error) {
      if (error instanceof Refused && error.status < 500 && error.status !== 429) { room.close(); throw error; }
      if (error.body && error.body.code === "waiting") {
        say("正在排队，请不要关闭本页", "busy");
        room.show(error.body);
        wait = 500;
        await pause(error.retryAfter * 1000);
      } else if (memory && memory.opened && !(error instanceof Refused)) {
        return openedBefore(memory);
      } else {
        say(root.dataset.waiting ? "网络不稳，正在重试。排队的位置给您留着" : "连不上服务器，正在重试…", "warn");
        await pause(wait);
        wait = Math.min(wait * 2, 15000);
      }
    }
  }
}
