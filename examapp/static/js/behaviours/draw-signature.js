// A signature by finger: strokes of [x, y, milliseconds], kept as evidence and drawn on the record.

export function attach(form) {
  const canvas = form.querySelector("canvas");
  const output = form.querySelector("[name=strokes]");
  const submit = form.querySelector("[data-part=sign]");
  const context = canvas.getContext("2d");
  // A form that comes back (a name was refused) brings the strokes along.
  let strokes = output.value ? JSON.parse(output.value) : [];
  let line = null;
  // One pointer writes; a palm or a second finger that comes down meanwhile is not part of the name.
  let writer = null;
  // The size at which the name was begun: after a turn of the tablet the same strokes are drawn to fit, whole.
  let drawnAt = null;
  let began = 0;

  const fit = () => {
    const scale = window.devicePixelRatio || 1;
    canvas.width = canvas.clientWidth * scale;
    canvas.height = canvas.clientHeight * scale;
    const fitting = scale * turned();
    context.scale(fitting, fitting);
    context.lineWidth = 3.2;
    context.lineCap = "round";
    context.lineJoin = "round";
    context.strokeStyle = "#0b1f33";
    for (const held of strokes) paint(held);
  };
  const size = () => ({ width: canvas.clientWidth, height: canvas.clientHeight });
  const turned = () => {
    if (!drawnAt) return 1;
    const { width, height } = size();
    return Math.min(width / drawnAt.width, height / drawnAt.height) || 1;
  };
  const paint = (points) => {
    context.beginPath();
    points.forEach(([x, y], index) => (index ? context.lineTo(x, y) : context.moveTo(x, y)));
    context.stroke();
  };
  const point = (event) => {
    const box = canvas.getBoundingClientRect();
    if (!began) began = event.timeStamp;
    const milliseconds = Math.round(event.timeStamp - began);
    return [
      Math.round((event.clientX - box.left) / turned()), Math.round((event.clientY - box.top) / turned()), milliseconds,
    ];
  };
  const refresh = () => {
    output.value = JSON.stringify(strokes);
    submit.disabled = strokes.reduce((total, held) => total + held.length, 0) < 5;
  };

  canvas.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    if (writer !== null) return;
    writer = event.pointerId;
    if (!drawnAt) drawnAt = size();
    canvas.setPointerCapture(event.pointerId);
    line = [point(event)];
    strokes.push(line);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!line || event.pointerId !== writer) return;
    for (const each of event.getCoalescedEvents ? event.getCoalescedEvents() : [event]) line.push(point(each));
    paint(line.slice(-3));
  });
  const end = (event) => {
    if (event.pointerId !== writer) return;
    line = writer = null;
    refresh();
  };
  canvas.addEventListener("pointerup", end);
  canvas.addEventListener("pointercancel", end);
  form.querySelector("[data-part=clear]").addEventListener("click", () => {
    strokes = [];
    began = 0;
    drawnAt = null;
    fit();
    context.clearRect(0, 0, canvas.width, canvas.height);
    refresh();
  });
  window.addEventListener("resize", fit);
  fit();
  refresh();
}
