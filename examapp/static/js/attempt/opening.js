// Asks until the paper is there. Who has to wait asks when told; a lost network costs neither the place nor time.

import { call, pause, Refused } from "./outbox.js";
import { WaitingRoom } from "./waiting-room.js";

export async function openPaper({ url, token, part, root, say }) {
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
      } else {
        say(root.dataset.waiting ? "网络不稳，正在重试。排队的位置给您留着" : "连不上服务器，正在重试…", "warn");
        await pause(wait);
        wait = Math.min(wait * 2, 15000);
      }
    }
  }
}
