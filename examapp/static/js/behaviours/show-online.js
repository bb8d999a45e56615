// Says at all times whether the device has a network.

export function attach(pill) {
  const paint = () => {
    pill.dataset.online = String(navigator.onLine);
    pill.textContent = navigator.onLine ? "● 已联网" : "▲ 没有网络";
  };
  window.addEventListener("online", paint);
  window.addEventListener("offline", paint);
  document.addEventListener("examapp:reached", () => { pill.dataset.online = "true"; pill.textContent = "● 已联网"; });
  document.addEventListener("examapp:unreached", () => {
    pill.dataset.online = "false";
    pill.textContent = "▲ 连不上服务器";
  });
  paint();
}
