// What may be said of the answers, from where each one lies at this moment: on the server (acknowledged, so no longer
// among the steps), on the device (its seq is within the last durable write), or only in this page.

// How many of the unsent steps would be lost with the page.
export function looseCount(steps, safeSeq) {
  return steps.filter((step) => step.seq > safeSeq).length;
}

// [words, kind] of the line above the item; kind: ok, ready (nothing answered yet), busy, warn.
export function safetyWords({ steps, safeSeq, lasting, offline, typing, answeredCount, unreadSlot }) {
  // Answers, not changes of them: one item answered twice is one answer.
  const unsent = new Set(steps.map((step) => step.slot)).size;
  const loose = looseCount(steps, safeSeq);
  if (unsent && offline && !lasting) {
    return [`网络断了，${unsent} 个答案还没传到服务器，这台设备自己存不下。请不要关闭本页`, "warn"];
  }
  if (typing || loose || (unsent && !offline)) return ["正在保存…", "busy"];
  if (unsent) return [`网络断了，${unsent} 个答案已存本机`, "warn"];
  if (unreadSlot) return [`第 ${unreadSlot} 题填的不是数，还没有保存`, "warn"];
  if (!answeredCount) return ["还没有答案。答一题，存一题", "ready"];
  return [lasting ? "✓ 答案已存服务器" : "✓ 答案已存服务器。这台设备自己存不下，请保持联网", "ok"];
}

// A tab that is closed while something lies nowhere else is asked about.
export function warnBeforeLeaving(isUnsafe) {
  window.addEventListener("beforeunload", (event) => {
    if (!isUnsafe()) return;
    event.preventDefault();
    event.returnValue = "";
  });
}
