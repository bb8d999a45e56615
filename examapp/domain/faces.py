"""Rules of face verification on measured points: quality, challenges done, not a flat picture, same person.

A frame comes as 68 landmark points in pixels (the usual iBUG order); lengths are divided by the distance of the outer
eye corners, so that nothing depends on how near the person stands. Images are as the camera sees, not mirrored:
somebody who turns to their own left moves the nose towards the right edge.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import dist, hypot, sqrt

Point = tuple[float, float]

# What find_quality_fault can say; each has a sentence for the person.
FAULTS = ("no_face", "several_faces", "too_small", "too_dark", "too_bright", "blurred", "not_straight")
SMALLEST_FACE = 90
DARKEST, BRIGHTEST = 55.0, 215.0
# Darker than this it is the missing light that makes a face unclear, not the hand that holds the phone.
DIM = 90.0
# A whole picture between these is a dark place where no face can be seen; a black one is a covered lens.
COVERED, DARK_PLACE = 3.0, 25.0
LEAST_SHARP = 25.0
MOST_TURNED, MOST_TILTED = 0.2, 0.25
TURN, NOD, MOUTH = 0.16, 0.05, 0.2
# Eyes count as closed at this share of the person's own open eyes.
BLINK = 0.68
# Remaining error of the best flat mapping from the straight to the turned face; measured in docs/decisions.
FLAT = 0.022
MOST_JUMP = 0.75


class Challenge(StrEnum):
    """What the person is asked to do."""

    turn_left = "turn_left"
    turn_right = "turn_right"
    nod = "nod"
    open_mouth = "open_mouth"
    blink = "blink"


TURNS = (Challenge.turn_left, Challenge.turn_right)
OTHERS = (Challenge.nod, Challenge.open_mouth, Challenge.blink)


@dataclass(frozen=True, slots=True)
class Frame:
    """What was measured of one picture; without exactly one face there are no points.

    `brightness` 0..255, `sharpness` (variance of the Laplacian) and `tint` (two colour differences, 0..255) are of the
    face only; without one face the brightness is that of the whole picture.
    """

    faces: int
    width: int
    height: int
    brightness: float = 0.0
    sharpness: float = 0.0
    points: tuple[Point, ...] = ()
    encoding: tuple[float, ...] = ()
    tint: tuple[float, ...] = ()


def draw_challenges(first: int, second: int, order: int) -> tuple[Challenge, Challenge]:
    """One turn, because only a turn tells a head from a picture, and one other; from three random numbers."""
    pair = (TURNS[first % len(TURNS)], OTHERS[second % len(OTHERS)])
    return pair if order % 2 else (pair[1], pair[0])


def find_quality_fault(frame: Frame, *, straight: bool = True) -> str | None:
    """Why a frame cannot be used, as a code, or None."""
    if frame.faces != 1:
        in_the_dark = COVERED < frame.brightness < DARK_PLACE
        return "several_faces" if frame.faces else "too_dark" if in_the_dark else "no_face"
    if eye_distance(frame.points) < SMALLEST_FACE * 0.5:
        return "too_small"
    if frame.brightness < DARKEST:
        return "too_dark"
    if frame.brightness > BRIGHTEST:
        return "too_bright"
    if frame.sharpness < LEAST_SHARP:
        return "too_dark" if frame.brightness < DIM else "blurred"
    if straight and (abs(yaw(frame.points)) > MOST_TURNED or abs(tilt(frame.points)) > MOST_TILTED):
        return "not_straight"
    return None


def eye_distance(points: Sequence[Point]) -> float:
    """Pixels between the outer corners of the eyes."""
    return dist(points[36], points[45])


def _middle(points: Sequence[Point], *numbers: int) -> Point:
    chosen = [points[number] for number in numbers]
    return sum(x for x, _ in chosen) / len(chosen), sum(y for _, y in chosen) / len(chosen)


def _across(points: Sequence[Point]) -> Point:
    """The unit vector from eye to eye."""
    (ax, ay), (bx, by) = points[36], points[45]
    length = hypot(bx - ax, by - ay) or 1.0
    return (bx - ax) / length, (by - ay) / length


def yaw(points: Sequence[Point]) -> float:
    """How far the nose is off the middle of the eyes, along them; positive when turned to the person's own left."""
    ux, uy = _across(points)
    mx, my = _middle(points, 36, 45)
    return ((points[30][0] - mx) * ux + (points[30][1] - my) * uy) / eye_distance(points)


def tilt(points: Sequence[Point]) -> float:
    """How much the head leans to a shoulder: the slope of the eyes."""
    return _across(points)[1]


def pitch(points: Sequence[Point]) -> float:
    """How low the nose stands between eyes and chin (0..1); more when the head is bent forward."""
    ux, uy = _across(points)
    mx, my = _middle(points, 36, 45)
    nose, chin = (-(points[place][0] - mx) * uy + (points[place][1] - my) * ux for place in (30, 8))
    return nose / chin if chin else 0.0


def eye_openness(points: Sequence[Point]) -> float:
    """Height of the eyes by their width, both together."""

    def one(corner: int) -> float:
        height = dist(points[corner + 1], points[corner + 5]) + dist(points[corner + 2], points[corner + 4])
        return height / (2 * (dist(points[corner], points[corner + 3]) or 1.0))

    return (one(36) + one(42)) / 2


def mouth_openness(points: Sequence[Point]) -> float:
    """Height of the inner mouth by its width."""
    return dist(points[62], points[66]) / (dist(points[60], points[64]) or 1.0)


def is_continuous(before: Sequence[Point], now: Sequence[Point]) -> bool:
    """Whether the face moved no further between two frames than a head does; a picture put in its place jumps."""
    (ax, ay), (bx, by) = _middle(before, 27, 8), _middle(now, 27, 8)
    size = max(eye_distance(before), 1.0)
    return hypot(bx - ax, by - ay) <= MOST_JUMP * size and 0.6 <= eye_distance(now) / size <= 1.7


def flat_error(straight: Sequence[Point], turned: Sequence[Point]) -> float:
    """What the best mapping of one plane onto another leaves over, in eye distances: near zero for a turned photo.

    Eyes, brows, nose and mouth only: the edge of the jaw is found by shade and moves with the light.
    """
    chosen = range(17, 60)
    source = _normalized([straight[number] for number in chosen])
    target = _normalized([turned[number] for number in chosen])
    mapping = _homography(source, target)
    if mapping is None:
        return 0.0
    left = [dist(_mapped(mapping, one), other) for one, other in zip(source, target, strict=True)]
    eyes = dist(target[36 - 17], target[45 - 17]) or 1.0
    return sqrt(sum(one * one for one in left) / len(left)) / eyes


def _normalized(points: Sequence[Point]) -> list[Point]:
    mx, my = _middle(points, *range(len(points)))
    size = sqrt(sum((x - mx) ** 2 + (y - my) ** 2 for x, y in points) / len(points)) or 1.0
    return [((x - mx) / size, (y - my) / size) for x, y in points]


def _homography(source: Sequence[Point], target: Sequence[Point]) -> list[float] | None:
    """Eight numbers of the plane-to-plane mapping by least squares."""
    rows: list[tuple[list[float], float]] = []
    for (x, y), (u, v) in zip(source, target, strict=True):
        rows.append(([x, y, 1, 0, 0, 0, -u * x, -u * y], u))
        rows.append(([0, 0, 0, x, y, 1, -v * x, -v * y], v))
    matrix = [
        [sum(row[i] * row[j] for row, _ in rows) for j in range(8)]
        + [sum(row[i] * right for row, right in rows)]
        for i in range(8)
    ]
    return _solved(matrix)


def _solved(matrix: list[list[float]]) -> list[float] | None:
    size = len(matrix)
    for column in range(size):
        best = max(range(column, size), key=lambda row: abs(matrix[row][column]))
        if abs(matrix[best][column]) < 1e-12:
            return None
        matrix[column], matrix[best] = matrix[best], matrix[column]
        for row in range(size):
            if row != column:
                factor = matrix[row][column] / matrix[column][column]
                matrix[row] = [a - factor * b for a, b in zip(matrix[row], matrix[column], strict=True)]
    return [matrix[row][size] / matrix[row][row] for row in range(size)]


def _mapped(h: Sequence[float], point: Point) -> Point:
    x, y = point
    w = h[6] * x + h[7] * y + 1
    return (h[0] * x + h[1] * y + h[2]) / w, (h[3] * x + h[4] * y + h[5]) / w


def distance(one: Sequence[float], other: Sequence[float]) -> float:
    """Euclidean distance of two encodings; smaller is more alike."""
    return dist(one, other)


def best_distance(probe: Sequence[float], references: Sequence[Sequence[float]]) -> float:
    """The distance to the nearest reference of the claimed person, and of nobody else (1:1)."""
    return min(distance(probe, one) for one in references)
