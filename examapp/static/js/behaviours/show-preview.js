// The frame beside the editor: the answering page's own way of showing an item. The editor sends `{slot}`; answers
// stay in the frame.

import { showItem } from "./../attempt/item-view.js";
import { Pictures } from "./../attempt/pictures.js";

export function attach(root) {
  const pictures = new Pictures([]);
  let view = null;
  let shown = "";
  const show = (slot) => {
    const text = JSON.stringify(slot);
    if (text === shown) return;
    shown = text;
    if (slot.picture) pictures.load(slot.picture.digest);
    const nothing = () => {};
    view = showItem(root, slot, 1, pictures, {
      onAnswer: (response) => { slot.response = response; view.update(); },
      onDraft: nothing,
      onTyping: nothing,
    });
  };
  show(JSON.parse(root.dataset.slot));
  window.addEventListener("message", (event) => {
    if (event.origin === location.origin && event.data?.slot) show(event.data.slot);
  });
  if (window.parent === window) return;
  const tellHeight = () => {
    const height = Math.ceil(root.getBoundingClientRect().bottom + scrollY) + 24;
    window.parent.postMessage({ preview: "height", height }, location.origin);
  };
  new ResizeObserver(tellHeight).observe(root);
  window.parent.postMessage({ preview: "ready" }, location.origin);
}
