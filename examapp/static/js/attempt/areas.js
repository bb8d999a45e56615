// Areas of a picture: "rect x y width height", "circle x y radius", "poly x1 y1 x2 y2 ..." in thousandths of the
// picture's width and height (a radius in thousandths of the width). All results are in the unit of width and height.

export function placeArea(text, width, height) {
  const [kind, ...words] = text.split(" ");
  const numbers = words.map((word) => Number(word) / 1000);
  const [x, y] = [numbers[0] * width, numbers[1] * height];
  if (kind === "rect") return { kind, x, y, width: numbers[2] * width, height: numbers[3] * height };
  if (kind === "circle") return { kind, x, y, r: numbers[2] * width };
  const points = [];
  for (let at = 0; at + 1 < numbers.length; at += 2) points.push([numbers[at] * width, numbers[at + 1] * height]);
  return { kind: "poly", points };
}

export function boundsOf(area) {
  if (area.kind === "rect") return area;
  if (area.kind === "circle") return { x: area.x - area.r, y: area.y - area.r, width: 2 * area.r, height: 2 * area.r };
  const xs = area.points.map(([x]) => x);
  const ys = area.points.map(([, y]) => y);
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
}

function distanceToSide([ax, ay], [bx, by], x, y) {
  const length = (bx - ax) ** 2 + (by - ay) ** 2;
  const share = length === 0 ? 0 : Math.min(1, Math.max(0, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length));
  return Math.hypot(x - ax - share * (bx - ax), y - ay - share * (by - ay));
}

function isInside(points, x, y) {
  let inside = false;
  points.forEach(([ax, ay], at) => {
    const [bx, by] = points[(at + 1) % points.length];
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
  });
  return inside;
}

// How far a point lies outside an area; 0 inside it.
export function distanceTo(area, x, y) {
  if (area.kind === "circle") return Math.max(0, Math.hypot(x - area.x, y - area.y) - area.r);
  if (area.kind === "rect") {
    const right = Math.max(area.x - x, 0, x - area.x - area.width);
    return Math.hypot(right, Math.max(area.y - y, 0, y - area.y - area.height));
  }
  if (isInside(area.points, x, y)) return 0;
  const following = (at) => area.points[(at + 1) % area.points.length];
  return Math.min(...area.points.map((point, at) => distanceToSide(point, following(at), x, y)));
}

// The choice that a tap means: the smallest area around the point, else the nearest within `reach`; null for none.
export function choiceAt(choices, x, y, width, height, reach = 24) {
  const found = choices
    .map((choice) => {
      const area = placeArea(choice.area, width, height);
      const bounds = boundsOf(area);
      return { choice, far: distanceTo(area, x, y), size: bounds.width * bounds.height };
    })
    .filter((one) => one.far <= reach)
    .sort((one, other) => one.far - other.far || one.size - other.size);
  return found.length ? found[0].choice : null;
}

export function isArea(area) {
  return /^(rect( \d{1,4}){4}|circle( \d{1,4}){3}|poly( \d{1,4} \d{1,4}){3,})$/.test(area);
}
