// Shows the printed record in the page once it is there, where the browser can; else says how to open it.
// data-ready-url answers {"printed": true} when the file is made; data-src is the file.

const ASK_AGAIN_MS = 3000;

export function attach(box) {
  const words = box.querySelector("[data-part=preview-words]");
  const look = async () => {
    try {
      const headers = { Accept: "application/json" };
      const response = await fetch(box.dataset.readyUrl, { cache: "no-store", headers });
      if (response.ok && (await response.json()).printed) { show(box, words); return; }
    } catch { /* no network for the moment: look again */ }
    setTimeout(look, ASK_AGAIN_MS);
  };
  look();
}

function show(box, words) {
  // Opening it is the thing to do only when there is something to open.
  const opener = document.querySelector("[data-part=open-document]");
  if (opener) opener.classList.add("button--primary");
  if (!canShow()) {
    words.textContent = "PDF 已生成。这台设备的浏览器不能在页面里显示，请点“打开 PDF”看。";
    return;
  }
  const frame = document.createElement("iframe");
  frame.className = "record-preview";
  frame.title = "记录预览";
  frame.src = `${box.dataset.src}#toolbar=0&view=FitH`;
  words.replaceWith(frame);
}

function canShow() {
  if (typeof navigator.pdfViewerEnabled === "boolean") return navigator.pdfViewerEnabled;
  return Boolean(navigator.mimeTypes && navigator.mimeTypes["application/pdf"]);
}
