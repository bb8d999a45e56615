// Looks at the camera, sends small pictures one after another, shows and speaks what to do next.
// data-kind enrol|check, data-url (takes JPEG), data-token, data-done (page afterwards), data-seconds.

const ASK = {
  straight: "请正对镜头",
  turn_left: "慢慢把头转向您的左边",
  turn_right: "慢慢把头转向您的右边",
  nod: "慢慢低头",
  open_mouth: "请张大嘴",
  blink: "请闭上眼睛，数到二",
};
const HINTS = {
  no_face: "没有看到脸，请把脸放进框里", several_faces: "画面里只能有您一个人", too_small: "请靠近一点",
  too_dark: "太暗了，请到亮一点的地方", too_bright: "太亮了，请避开强光", blurred: "不清楚，请拿稳手机",
  not_straight: "请正对镜头，头不要歪", same_picture: "请动一动", go_on: "再多一点", done: "好",
};
const ENDS = {
  accepted: "核验通过", not_accepted: "没有认出来", not_alive: "没有通过动作检查", not_done: "时间到了",
};
const WIDTH = 480;
const PAUSE = 150;
const BUSY_PAUSE = 900;

export function attach(region) {
  const part = (name) => region.querySelector(`[data-part=${name}]`);
  const begin = () => {
    part("begin").hidden = true;
    open(region, part).catch((error) => refuse(part, error));
  };
  part("begin").addEventListener("click", begin);
  begin();
}

async function open(region, part) {
  part("trouble").hidden = true;
  const stream = await navigator.mediaDevices.getUserMedia({
    video: { facingMode: "user", width: 640, height: 480 }, audio: false,
  });
  const stop = () => stream.getTracks().forEach((track) => track.stop());
  window.addEventListener("pagehide", stop);
  const video = part("video");
  part("frame").hidden = false;
  region.dataset.camera = stream.getVideoTracks()[0].label;
  video.srcObject = stream;
  await video.play();
  let words;
  try {
    words = await watch(region, part, video);
  } finally {
    stop();
    video.srcObject = null;
  }
  // The camera is off before anything else is said.
  if (words) await leave(region, part, words);
}

// Gives the words to leave with, or nothing when there is no going on.
async function watch(region, part, video) {
  say(part("ask"), ASK.straight);
  for (;;) {
    const answer = await send(region, await snap(video));
    if (answer.words) {
      part("hint").textContent = answer.words;
      if (final(answer)) { trouble(part, answer.words); return ""; }
    }
    else if (region.dataset.kind === "enrol") {
      part("hint").textContent = "";
      part("count").textContent = `已拍 ${answer.count} 张，共 ${answer.most} 张`;
      if (answer.done) return "拍好了";
      await pause(BUSY_PAUSE);
    } else {
      if (answer.state === "ended") return ENDS[answer.outcome];
      say(part("ask"), ASK[answer.ask]);
      part("hint").textContent = HINTS[answer.hint] || "";
    }
    await pause(answer.hint === "faces_busy" ? BUSY_PAUSE : PAUSE);
  }
}

const final = (answer) => ["faces_unavailable", "faces_off", "consent_needed"].includes(answer.hint);

async function snap(video) {
  const canvas = document.createElement("canvas");
  canvas.width = Math.min(WIDTH, video.videoWidth);
  canvas.height = Math.round((video.videoHeight * canvas.width) / video.videoWidth);
  canvas.getContext("2d").drawImage(video, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.85));
}

async function send(region, picture) {
  const response = await fetch(region.dataset.url, {
    method: "POST", body: picture,
    headers: { "Content-Type": "image/jpeg", "X-CSRFToken": region.dataset.token, Accept: "application/json",
      "X-Camera": encodeURIComponent(region.dataset.camera || "").slice(0, 300) },
  });
  if (response.status === 429) return { hint: "faces_busy", words: "稍等几秒……" };
  const answer = await response.json().catch(() => ({}));
  if (!response.ok && !answer.words) throw new Error(`${response.status}`);
  return answer;
}

async function leave(region, part, words) {
  say(part("ask"), words);
  part("hint").textContent = "";
  await pause(1200);
  window.location.assign(region.dataset.done);
}

function say(element, words) {
  if (element.textContent === words) return;
  element.textContent = words;
  if ("speechSynthesis" in window) {
    const speech = new SpeechSynthesisUtterance(words);
    speech.lang = "zh-CN";
    window.speechSynthesis.cancel();
    window.speechSynthesis.speak(speech);
  }
}

function refuse(part, error) {
  const denied = error && (error.name === "NotAllowedError" || error.name === "SecurityError");
  trouble(part, denied ? "没有允许用摄像头。可以在浏览器里允许后再试，或者改用当面核对。"
    : "摄像头或者网络现在用不了。可以再试一次，或者改用当面核对。");
  part("begin").textContent = "再试一次";
  part("begin").hidden = false;
}

function trouble(part, words) {
  part("ask").textContent = "没有成功";
  part("hint").textContent = "";
  part("frame").hidden = true;
  part("trouble").textContent = words;
  part("trouble").hidden = false;
}

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
