// What the panel says before the hand-in: what is open, and which of its two buttons is the main one.

import { isAnswered } from "./overview.js";

export function writeHandInPanel(part, slots, current) {
  const open = slots.filter((slot) => !isAnswered(slot));
  part("hand-in-title").textContent = open.length ? `还有 ${open.length} 题没答，交卷吗？` : "全部答完了，交卷吗？";
  part("hand-in-text").textContent = open.length
    ? `没答的是第 ${open.map((slot) => slot.slot).join("、")} 题。没答的题不得分。交卷后不能再改。`
    : "交卷后马上出成绩，不能再改。";
  part("back-to-items").textContent = open.length ? "回去接着答" : "再检查一遍";
  part("back-to-items").classList.toggle("big-button--quiet", !open.length);
  part("hand-in").classList.toggle("big-button--quiet", open.length > 0);
  part("back-to-items").dataset.slot = open.length ? String(open[0].slot) : String(current);
}

// The hand-in is on its way and does not arrive: said where the person looks, beside the button that was tapped.
// Gives the words, for the line at the head of the page.
export function writeWaiting(part, isSafe) {
  const words = `网络断了，${isSafe ? "答案已存本机，" : ""}连上后自动交卷。请不要关闭本页`;
  part("hand-in-title").textContent = "正在交卷…";
  part("hand-in-text").textContent = words;
  part("back-to-items").classList.add("big-button--quiet");
  part("hand-in-title").scrollIntoView({ block: "nearest" });
  return words;
}
