// Asks every few seconds whether the server wants to look again, and shows the bar with both ways. Answering goes on
// meanwhile. data-url answers {"due": true|false}.

const EVERY = 10000;
const WORDS = "请让我们再看一眼还是您本人。答案都在，另给了一分钟；不方便就改用当面核对，不影响成绩。";

export function attach(bar) {
  const look = async () => {
    try {
      const response = await fetch(bar.dataset.url, { cache: "no-store", headers: { Accept: "application/json" } });
      if (response.ok) show(bar, (await response.json()).due);
    } catch { /* no network for the moment: ask again */ }
    setTimeout(look, EVERY);
  };
  look();
}

function show(bar, due) {
  if (bar.hidden === !due) return;
  bar.hidden = !due;
  bar.querySelector("[data-part=moment-words]").textContent = due ? WORDS : "";
}
