// A frame as tall as what it shows (the sheet says how tall it may be), told by the page inside.

export function attach(frame) {
  window.addEventListener("message", (event) => {
    if (event.source !== frame.contentWindow || event.data?.preview !== "height") return;
    frame.style.height = `${Math.min(Math.max(event.data.height, 320), 4000)}px`;
  });
}
