"""Pairs for `examapp faces evaluate`, made from public portraits: `python -m tests.faces.pairs FOLDER [PICTURE ...]`.

Further arguments are pictures of further people, one person each. Two different photographs of one person make a genuine
pair, never two treatments of the same photograph. So few people give correlated pairs: they exercise the command and show
what bad light costs, and can set no false match rate.
"""

import itertools
import sys
from pathlib import Path

import cv2
import numpy

from tests.faces import puppets
from tests.faces.portraits import head, jpeg, points_of, portrait

NOISE = numpy.random.default_rng(11)


def _lit(image: numpy.ndarray, share: float, shift: float = 0) -> numpy.ndarray:
    return numpy.clip(image.astype(numpy.float32) * share + shift, 0, 255).astype(numpy.uint8)


def _noisy(image: numpy.ndarray) -> numpy.ndarray:
    return numpy.clip(image + NOISE.normal(0, 14, image.shape), 0, 255).astype(numpy.uint8)


def _turned(image: numpy.ndarray) -> numpy.ndarray:
    points = points_of(image)
    return puppets.bent(image, points, puppets.turned(points, yaw=9, pitch=5))


def _half_lit(image: numpy.ndarray) -> numpy.ndarray:
    shade = numpy.linspace(0.5, 1.15, image.shape[1])[None, :, None]
    return numpy.clip(image * shade, 0, 255).astype(numpy.uint8)


TREATMENTS = {
    "as_it_is": lambda image: image,
    "dim": lambda image: _lit(image, 0.55),
    "bright": lambda image: _lit(image, 1.2, 18),
    "noisy": _noisy,
    "soft": lambda image: cv2.GaussianBlur(image, (5, 5), 1.6),
    "small": lambda image: cv2.resize(cv2.resize(image, (320, 240)), (640, 480)),
    "half_lit": _half_lit,
    "turned": _turned,
}


def write_pairs(folder: Path, strangers: list[Path]) -> Path:
    """Pictures and pairs.csv; gives the list's path."""
    people = {
        "obama": [portrait(name) for name in ("obama", "obama2", "obama3")],
        "biden": [portrait("biden")],
        **{path.stem: [head(path.read_bytes())] for path in strangers},
    }
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for person, photographs in people.items():
        for number, image in enumerate(photographs):
            for treatment, change in TREATMENTS.items():
                name = f"{person}-{number}-{treatment}.jpg"
                (folder / name).write_bytes(jpeg(change(image)))
                made.append((name, person, number))
    lines = [
        f"{one[0]},{two[0]},{'Yes' if one[1] == two[1] else 'No'}"
        for one, two in itertools.combinations(made, 2)
        if one[1:] != two[1:]
    ]
    path = folder / "pairs.csv"
    path.write_text("\n".join(["file_x,file_y,same", *lines]) + "\n", encoding="utf-8")
    return path


if __name__ == "__main__":
    print(write_pairs(Path(sys.argv[1]), [Path(one) for one in sys.argv[2:]]))
