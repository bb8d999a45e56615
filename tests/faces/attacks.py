"""A test set of attacks made from public portraits: `python -m tests.faces.attacks FOLDER` writes it for `examapp faces attacks`.

Each presentation turns through its angles and back; every species is drawn by rule, so that the set is the same everywhere.
"""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy

from tests.faces import puppets
from tests.faces.portraits import jpeg, points_of, portrait

NAMES = ("obama", "obama2", "obama3", "biden")
ANGLES = (0, 8, 16, 24, 32, 40, 32, 16, 0, -16, -32, -40, -24, 0)
SIZES = (0.85, 0.95, 1.05)


def printed(image: numpy.ndarray, degrees: float) -> numpy.ndarray:
    """A flat print, turned about its upright axis."""
    return puppets.photo_turned(image, degrees)


def on_cylinder(image: numpy.ndarray, degrees: float, radius: float) -> numpy.ndarray:
    """A print on an upright cylinder (radius in picture widths), turned about its axis and held so that the face stays in place."""
    height, width = image.shape[:2]
    turn, wide = numpy.radians(degrees), width * radius
    columns = numpy.arange(width) - width / 2 + wide * numpy.sin(turn)
    angle = numpy.arcsin(numpy.clip(columns / wide, -1, 1)) - turn
    across = numpy.tile((angle * wide + width / 2).astype(numpy.float32), (height, 1))
    down = numpy.tile(numpy.arange(height, dtype=numpy.float32)[:, None], (1, width))
    return cv2.remap(image, across, down, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)


def bent_print(image: numpy.ndarray, degrees: float) -> numpy.ndarray:
    """A print that is bent a little: no longer one plane."""
    return on_cylinder(image, degrees, 0.35)


def rolled_print(image: numpy.ndarray, degrees: float) -> numpy.ndarray:
    """A print around a tube as wide as a head, with the eyes closed at the edges of the turn by somebody's hand."""
    return on_cylinder(_with_closed_eyes(image) if abs(degrees) >= 32 else image, degrees, 0.17)


def screen(image: numpy.ndarray, degrees: float) -> numpy.ndarray:
    """A picture on a screen, turned: brighter, with lines that beat against the camera's."""
    lines = 12 * numpy.sin(numpy.arange(image.shape[0]) * 1.9)[:, None, None]
    shown = numpy.clip(image.astype(numpy.float32) * 1.08 + lines, 0, 255).astype(numpy.uint8)
    return puppets.photo_turned(shown, degrees)


def cut_out(image: numpy.ndarray, degrees: float) -> numpy.ndarray:
    """A print with the eyes cut out, somebody else's behind them, closing at the edges of the turn."""
    return puppets.photo_turned(_with_closed_eyes(image) if abs(degrees) >= 32 else image, degrees)


_CLOSED: dict[int, numpy.ndarray] = {}


def _with_closed_eyes(image: numpy.ndarray) -> numpy.ndarray:
    if id(image) not in _CLOSED:
        points = points_of(image)
        _CLOSED.clear()
        _CLOSED[id(image)] = puppets.bent(image, points, puppets.closed_eyes(points))
    return _CLOSED[id(image)]


def waved(image: numpy.ndarray, degrees: float) -> numpy.ndarray:
    """A still picture moved to and fro without turning."""
    shift = numpy.float32([[1, 0, degrees], [0, 1, degrees / 4]])
    return cv2.warpAffine(image, shift, (image.shape[1], image.shape[0]), borderMode=cv2.BORDER_REPLICATE)


def tilted_print(image: numpy.ndarray, degrees: float) -> numpy.ndarray:
    """A print tilted about both axes, so that it seems to nod as well."""
    turned = puppets.photo_turned(image, degrees)
    return cv2.rotate(
        puppets.photo_turned(cv2.rotate(turned, cv2.ROTATE_90_CLOCKWISE), degrees * 0.7),
        cv2.ROTATE_90_COUNTERCLOCKWISE,
    )


SPECIES: dict[str, Callable[[numpy.ndarray, float], numpy.ndarray]] = {
    "printed_photo": printed,
    "bent_photo": bent_print,
    "rolled_photo": rolled_print,
    "screen": screen,
    "cut_out_eyes": cut_out,
    "waved_photo": waved,
    "tilted_photo": tilted_print,
}


def living(image: numpy.ndarray) -> Iterator[numpy.ndarray]:
    """The head in space: straight, to one side and the other, then each other move."""
    points = points_of(image)
    for degrees in (0, 9, 18, 26, 18, 9, 0, -9, -18, -26, -18, -9, 0):
        yield puppets.bent(image, points, puppets.turned(points, yaw=degrees))
    for moved in (
        puppets.turned(points, pitch=18),
        puppets.opened_mouth(points),
        puppets.closed_eyes(points),
    ):
        half = puppets.bent(image, points, points + (moved - points) * 0.5)
        whole = puppets.bent(image, points, moved)
        yield from (half, whole, whole, half, image)


def at_size(image: numpy.ndarray, size: float) -> numpy.ndarray:
    """Nearer or farther: the picture scaled about its middle."""
    height, width = image.shape[:2]
    mapping = cv2.getRotationMatrix2D((width / 2, height / 2), 0, size)
    return cv2.warpAffine(image, mapping, (width, height), borderMode=cv2.BORDER_REPLICATE)


def write_set(folder: Path, names: tuple[str, ...] = NAMES, sizes: tuple[float, ...] = SIZES) -> None:
    """Every species with every portrait at every size, and the living heads."""
    for name in names:
        for size in sizes:
            image = at_size(portrait(name), size)
            _write(folder / "bona_fide" / f"{name}-{size}", living(image))
            for species, shown in SPECIES.items():
                _write(folder / species / f"{name}-{size}", (shown(image, angle) for angle in ANGLES))


def _write(folder: Path, frames: Iterator[numpy.ndarray]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for number, frame in enumerate(frames):
        (folder / f"{number:03}.jpg").write_bytes(jpeg(frame))


if __name__ == "__main__":
    write_set(Path(sys.argv[1]))
