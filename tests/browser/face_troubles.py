"""What a story puts in place of the camera, and of the answers of the server, and the title that the page then has."""

# A camera that shows a coloured wall; `stopDrawing()` lets it stand still as a phone call does.
WALL = """
navigator.mediaDevices.getUserMedia = async () => {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [640, 480];
  const pen = canvas.getContext("2d");
  let hue = 0;
  const timer = setInterval(() => {
    pen.fillStyle = `hsl(${hue++ % 360} 30% 60%)`;
    pen.fillRect(0, 0, 640, 480);
  }, 40);
  window.stopDrawing = () => clearInterval(timer);
  window.openedStream = canvas.captureStream(25);
  return window.openedStream;
};"""
REFUSING = "navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', '%s'));"
NO_DEVICES = "Object.defineProperty(navigator, 'mediaDevices', {value: undefined});"
WECHAT = "Object.defineProperty(navigator, 'userAgent', {value: 'Mozilla/5.0 MicroMessenger/8.0.50'});"
NOT_SECURE = "Object.defineProperty(window, 'isSecureContext', {value: false});"
CANNOT_OPEN = {
    "denied": (REFUSING % "NotAllowedError", "没有允许用摄像头"),
    "none": (REFUSING % "NotFoundError", "没有找到摄像头"),
    "in-use": (REFUSING % "NotReadableError", "摄像头正被占用"),
    "no-https": (NO_DEVICES + NOT_SECURE, "这个网址不能用摄像头"),
    "old-browser": (NO_DEVICES, "这个浏览器不能用摄像头"),
    "wechat": (NO_DEVICES + WECHAT, "微信里打不开摄像头"),
    "wechat-denied": (REFUSING % "NotAllowedError" + WECHAT, "微信里打不开摄像头"),
}
# What a server, or a machine before it, may answer.
ANSWERS = {
    "busy": ({"status": 422, "json": {"hint": "faces_busy", "words": "x"}}, "现在用的人多"),
    "service-away": ({"status": 422, "json": {"hint": "faces_unavailable", "words": "x"}}, "人脸核验现在用不了"),
    "gateway": ({"status": 502, "body": "<html>Bad Gateway"}, "人脸核验现在用不了"),
    "switched-off": ({"status": 422, "json": {"hint": "faces_off", "words": "x"}}, "人脸核验已经关闭"),
    "signed-out": ({"status": 401, "json": {"error": "candidate_signed_out", "message": "x"}}, "登录过期了"),
    "stale": ({"status": 400, "json": {"error": "csrf", "message": "x"}}, "这一页过期了"),
}  # fmt: skip
