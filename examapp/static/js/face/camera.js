// One camera from its opening to its end: why it cannot be opened, one picture of it, and that it stopped giving any.

const WIDTH = 480;
// Milliseconds: how often it is looked at, and how long it may stand still before it counts as lost.
const LOOK_EVERY = 300;
const STANDS_STILL = 2000;
const NAMES = {
  NotAllowedError: "denied", PermissionDeniedError: "denied", SecurityError: "denied",
  NotFoundError: "none", DevicesNotFoundError: "none", OverconstrainedError: "none",
  NotReadableError: "in_use", TrackStartError: "in_use", AbortError: "in_use",
};
const inWeChat = () => /MicroMessenger/i.test(navigator.userAgent);

// Gives {label, snap, stop, lost}: `lost` resolves when no picture has come for too long. Rejects with {trouble}.
export async function openCamera(video) {
  const stream = await askForStream();
  const stop = () => {
    stream.getTracks().forEach((track) => track.stop());
    video.srcObject = null;
  };
  window.addEventListener("pagehide", stop);
  video.srcObject = stream;
  try {
    await video.play();
  } catch {
    stop();
    throw trouble("tap");
  }
  const watched = watchPictures(stream, video);
  return {
    label: stream.getVideoTracks()[0].label,
    lost: watched.lost,
    snap: () => snap(video),
    stop: () => {
      watched.stop();
      window.removeEventListener("pagehide", stop);
      stop();
    },
  };
}

export const trouble = (code) => ({ trouble: code });

async function askForStream() {
  const devices = navigator.mediaDevices;
  if (!devices || !devices.getUserMedia) {
    if (inWeChat()) throw trouble("wechat");
    throw trouble(window.isSecureContext ? "old" : "insecure");
  }
  try {
    return await devices.getUserMedia({ video: { facingMode: "user", width: 640, height: 480 }, audio: false });
  } catch (error) {
    const code = NAMES[error && error.name] || "none";
    throw trouble(inWeChat() && code !== "in_use" ? "wechat" : code);
  }
}

function watchPictures(stream, video) {
  const [track] = stream.getVideoTracks();
  let [place, moved, timer] = [placeOf(video), performance.now(), 0];
  const lost = new Promise((resolve) => {
    timer = setInterval(() => {
      const now = performance.now();
      // Nobody sees a page in the background, and browsers let its pictures stand.
      if (document.hidden || (placeOf(video) !== place && !track.muted)) [place, moved] = [placeOf(video), now];
      if (track.readyState === "live" && now - moved < STANDS_STILL) return;
      clearInterval(timer);
      resolve(trouble("lost"));
    }, LOOK_EVERY);
  });
  return { lost, stop: () => clearInterval(timer) };
}

// How many pictures came; the clock of a stream goes on without any, and counts only where pictures are not counted.
function placeOf(video) {
  const quality = video.getVideoPlaybackQuality ? video.getVideoPlaybackQuality() : {};
  return quality.totalVideoFrames || video.currentTime;
}

function snap(video) {
  const canvas = document.createElement("canvas");
  canvas.width = Math.min(WIDTH, video.videoWidth);
  canvas.height = Math.round((video.videoHeight * canvas.width) / video.videoWidth);
  canvas.getContext("2d").drawImage(video, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.85));
}
