// A head before the lens that does what the page asks: back to the front first, then there in a second, and holds it.
// POSES: {move: [JPEG in base64, from rest to done]}; the words of an ask name the move.
(() => {
  const POSES = "POSES";
  const WORDS = {
    turn_left: "您的左边", turn_right: "您的右边", nod: "低头", open_mouth: "张大嘴", blink: "闭上眼睛",
  };
  const HEARS = 500;
  const STEP = 170;
  const pictures = {};
  const bytes = (text) => Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
  const load = async (move) => {
    pictures[move] = await Promise.all(
      POSES[move].map((text) => createImageBitmap(new Blob([bytes(text)], { type: "image/jpeg" }))),
    );
  };
  const asked = () => {
    const element = document.querySelector("[data-part=ask]");
    const words = element ? element.textContent : "";
    return Object.keys(WORDS).find((move) => words.includes(WORDS[move])) || null;
  };
  const state = { move: null, place: 0, heard: null, at: 0, stepped: 0 };
  const act = (now) => {
    const wanted = asked();
    if (wanted !== state.heard) [state.heard, state.at] = [wanted, now];
    if (now - state.stepped < STEP) return;
    state.stepped = now;
    if (state.move && (state.move !== wanted || now - state.at < HEARS)) {
      state.place = Math.max(0, state.place - 1);
      if (!state.place) state.move = null;
    } else if (wanted && now - state.at >= HEARS) {
      state.move = wanted;
      state.place = Math.min(POSES[wanted].length - 1, state.place + 1);
    }
  };
  navigator.mediaDevices.getUserMedia = async () => {
    await Promise.all(Object.keys(POSES).map(load));
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [640, 480];
    const pen = canvas.getContext("2d");
    setInterval(() => {
      act(performance.now());
      pen.drawImage(pictures[state.move || "nod"][state.move ? state.place : 0], 0, 0, 640, 480);
      // The noise of a lens: no two pictures are the same bytes.
      for (let spot = 0; spot < 40; spot += 1) {
        pen.fillStyle = `rgba(${Math.random() * 255}, ${Math.random() * 255}, 90, 0.1)`;
        pen.fillRect(Math.random() * 640, Math.random() * 480, 6, 6);
      }
    }, 40);
    return canvas.captureStream(25);
  };
})();
