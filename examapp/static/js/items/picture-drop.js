// A picture chosen, pasted or dragged in: made small on this device, sent, and kept in the form by its digest.

import { pictureOf } from "./draft-form.js";

const LARGE = 900_000;
const LONGEST_SIDE = 1600;

// A photo of a phone is far larger than a question needs; the server would make it small anyway.
async function madeSmall(file) {
  if (file.size <= LARGE || !("createImageBitmap" in window)) return file;
  try {
    const image = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONGEST_SIDE / Math.max(image.width, image.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(image.width * scale);
    canvas.height = Math.round(image.height * scale);
    const pen = canvas.getContext("2d");
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(image, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((resolve) => { canvas.toBlob(resolve, "image/jpeg", 0.88); });
    return blob && blob.size < file.size ? blob : file;
  } catch {
    return file; // the server says what is wrong with it
  }
}

export class PictureDrop {
  constructor(form, onChange) {
    Object.assign(this, { form, onChange });
    this.part = (name) => form.querySelector(`[data-part=picture] [data-part=${name}]`);
    this.file = form.elements.picture_file;
    this.part("paste-hint").hidden = false;
    this.part("alt").hidden = !pictureOf(form);
    this.file.addEventListener("change", () => this.take(this.file.files[0]));
    form.addEventListener("paste", (event) => {
      const file = [...(event.clipboardData?.files || [])].find((one) => one.type.startsWith("image/"));
      if (!file) return;
      event.preventDefault();
      this.take(file);
    });
    const zone = this.part("drop");
    for (const name of ["dragover", "dragleave", "drop"]) {
      zone.addEventListener(name, (event) => {
        event.preventDefault();
        zone.toggleAttribute("data-over", name === "dragover");
        if (name === "drop") this.take(event.dataTransfer.files[0]);
      });
    }
    form.querySelector("[data-act=remove-picture]").addEventListener("click", () => {
      this.set(null);
      this.file.focus();
      this.say("已去掉。");
    });
  }

  say(text) { this.part("picture-state").textContent = text; }

  async take(file) {
    if (!file) return;
    this.say("正在处理图…");
    const body = new FormData();
    body.append("file", await madeSmall(file), "picture");
    body.append("alt", this.form.elements.picture_alt.value);
    body.append("csrf_token", this.form.elements.csrf_token.value);
    try {
      const response = await fetch(this.form.dataset.picture, {
        method: "POST", body, headers: { Accept: "application/json" },
      });
      const answer = await response.json();
      if (!response.ok) { this.say(answer.message || "没有放上，请再试一次。"); return; }
      this.set(answer);
      this.say(`放好了，${answer.width}×${answer.height}。`);
      if (!this.form.elements.picture_alt.value) this.form.elements.picture_alt.focus();
    } catch {
      this.say("网络断了，图没有放上。连上后请再放一次，别的内容不受影响。");
    } finally {
      this.file.value = "";
    }
  }

  set(picture) {
    for (const name of ["digest", "media_type", "width", "height"]) {
      this.form.elements[`picture_${name}`].value = picture ? picture[name] : "";
    }
    this.show();
    this.onChange();
  }

  show() {
    const picture = pictureOf(this.form);
    const image = this.part("image");
    this.part("shown").hidden = !picture;
    this.part("alt").hidden = !picture;
    image.hidden = !picture;
    if (!picture) { image.removeAttribute("src"); return; }
    const address = `/pictures/${picture.digest}`;
    if (image.getAttribute("src") !== address) {
      Object.assign(image, { src: address, width: picture.width, height: picture.height });
    }
    image.alt = picture.alt || "题目的图";
  }
}
