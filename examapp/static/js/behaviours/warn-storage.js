// Where this device keeps nothing itself, what is promised about the network is said otherwise before the start.

import { openStore } from "./../attempt/store.js";

export async function attach(root) {
  if ((await openStore()).isLasting) return;
  root.textContent = "这台设备自己存不下答案，请一直联网：断网时答的，要等连上了才存得住。换一台设备能接着答已经存到服务器的。";
}
