// A picture above the answers: its place is kept while it loads, a tap enlarges it, and a missing one is said to be
// missing.

import { button, element } from "./elements.js";

let dialog = null;

function makeDialog() {
  const made = element("dialog", "picture-dialog");
  made.setAttribute("aria-label", "放大的图");
  const frame = element("div", "picture-dialog__scroll");
  frame.tabIndex = 0;
  frame.setAttribute("role", "group");
  frame.setAttribute("aria-label", "图，可以上下左右移动");
  frame.append(element("img"));
  made.append(frame, button("big-button", "关闭", () => made.close()));
  made.addEventListener("click", (event) => { if (event.target === made) made.close(); });
  document.body.append(made);
  document.addEventListener("attempt:moved", () => made.close());
  return made;
}

// Where a browser has no dialogs (Safari before 15.4), two fingers enlarge the page.
function enlarge(picture, address) {
  if (!window.HTMLDialogElement) return;
  dialog = dialog || makeDialog();
  const image = dialog.querySelector("img");
  image.src = address;
  image.alt = picture.alt;
  dialog.showModal();
  const frame = image.parentElement;
  frame.scrollLeft = (frame.scrollWidth - frame.clientWidth) / 2;
}

// The picture itself; `onMissing(true|false)` says whether there is one to be seen.
export function pictureImage(picture, pictures, onMissing) {
  const image = element("img", "item-picture__image");
  image.alt = picture.alt;
  image.width = picture.width;
  image.height = picture.height;
  image.draggable = false;
  const show = () => {
    image.src = pictures.addressOf(picture.digest);
    onMissing(false);
  };
  if (!pictures.addressOf(picture.digest)) onMissing(true);
  pictures.whenReady(picture.digest, show);
  return image;
}

export function missingNote(picture, pictures) {
  const note = element("div", "item-picture__missing");
  note.setAttribute("role", "status");
  const retry = button("big-button big-button--quiet", "再试一次", async () => {
    retry.disabled = true;
    const come = await pictures.load(picture.digest);
    retry.disabled = false;
    if (!come) retry.textContent = "还是没有，再试一次";
  });
  note.append(element("p", "", `图没有加载出来，网络恢复后会自动再试。图里是：${picture.alt}`), retry);
  return note;
}

export function pictureFigure(picture, pictures) {
  const figure = element("figure", "item-picture");
  const opener = button("item-picture__open", undefined, () => enlarge(picture, pictures.addressOf(picture.digest)));
  opener.setAttribute("aria-label", `放大看图：${picture.alt}`);
  const note = missingNote(picture, pictures);
  const image = pictureImage(picture, pictures, (missing) => { note.hidden = !missing; opener.hidden = missing; });
  opener.append(image, element("span", "item-picture__hint", "点图放大"));
  if (!("HTMLDialogElement" in window)) opener.disabled = true;
  figure.append(opener, note);
  return figure;
}
