// Reads an item aloud with the device's own voice; the button stays hidden where there is none.

export function attachSpeech(button, textOf) {
  if (!("speechSynthesis" in window) || !("SpeechSynthesisUtterance" in window)) return;
  const stop = () => { window.speechSynthesis.cancel(); button.setAttribute("aria-pressed", "false"); };
  const show = () => { button.hidden = window.speechSynthesis.getVoices().length === 0; };
  show();
  if (window.speechSynthesis.addEventListener) window.speechSynthesis.addEventListener("voiceschanged", show);
  button.addEventListener("click", () => {
    if (button.getAttribute("aria-pressed") === "true") { stop(); return; }
    const speech = new SpeechSynthesisUtterance(textOf());
    speech.lang = "zh-CN";
    speech.rate = 0.9;
    speech.onend = stop;
    button.setAttribute("aria-pressed", "true");
    window.speechSynthesis.speak(speech);
  });
  window.addEventListener("pagehide", stop);
  document.addEventListener("attempt:moved", stop);
}
