"""Measures faces in a process of its own: the models take some 360 MB and a core, and must not slow the site down.

Run as `python -m examapp.adapters.faces.face_child ENGINE`. In: 4 bytes length, 1 byte with flags, a picture.
Out: 4 bytes length, JSON. Pictures are held in memory only, and forgotten with the next one.
"""

import json
import struct
import sys
from functools import cache
from typing import Protocol

import numpy

from examapp.adapters.faces.dlib_parts import Box, DlibParts
from examapp.adapters.faces.engines import ENCODE, KINDS, PHOTO
from examapp.adapters.faces.face_pixels import (
    PHOTO_WIDEST,
    WIDEST,
    PictureTooLargeError,
    cut_out,
    describe_light,
    read_pixels,
    shrink,
    turns_of,
)
from examapp.adapters.faces.sface_parts import SFaceParts

# Pixels of a frame of the camera page, and of a photo.
MOST_PIXELS, MOST_OF_PHOTO = 4_000_000, 60_000_000
PARTS = {"dlib": DlibParts, "sface": SFaceParts}
# What there is of a picture without exactly one face, or without what was not asked for.
NOT_MEASURED = {"brightness": 0.0, "sharpness": 0.0, "tint": (), "points": (), "encoding": ()}


class Parts(Protocol):
    """Loaded models. `sureness`: how sure the last search was of its surest face."""

    sureness: float

    def find_faces(self, pixels: numpy.ndarray, *, fine: bool = False) -> list[Box]:
        """(left, top, right, bottom) of every face; `fine`: of small ones too."""

    def find_points(self, pixels: numpy.ndarray, box: Box) -> list[list[int]]:
        """The 68 points of the face in this box."""

    def encode(self, pixels: numpy.ndarray) -> list[float]:
        """128 numbers of the face whose points were found last."""


@cache
def parts_of(engine: str) -> Parts:
    """Its models, loaded with the first picture."""
    return PARTS[engine]()


def measure(picture: bytes, *, encode: bool, photo: bool = False, engine: str = "dlib") -> dict:
    """Count, size, brightness, sharpness, tint, 68 points and, when wanted, the 128 numbers of the only face."""
    parts = parts_of(engine)
    try:
        pixels = _photo_pixels(picture, parts) if photo else read_pixels(picture, most=MOST_PIXELS)
    except PictureTooLargeError:
        return {"error": "too_large"}
    boxes = parts.find_faces(pixels)
    answer = NOT_MEASURED | {
        "faces": len(boxes),
        "width": pixels.shape[1],
        "height": pixels.shape[0],
        "model": KINDS[engine].model,
    }
    if len(boxes) != 1:
        return answer | describe_light(pixels, None)
    answer |= describe_light(pixels, boxes[0])
    answer["points"] = parts.find_points(pixels, boxes[0])
    if encode:
        answer["encoding"] = parts.encode(pixels)
    return answer


def _photo_pixels(picture: bytes, parts: Parts) -> numpy.ndarray:
    """The only face of a photo as a phone would see it; the whole photo where there is not exactly one."""
    whole = read_pixels(picture, most=MOST_OF_PHOTO, widest=PHOTO_WIDEST)
    sure, best = 0.0, shrink(whole, WIDEST)
    for turned in turns_of(whole):
        boxes = parts.find_faces(turned, fine=True)
        # A face on its head is found now and then, but never as surely as an upright one.
        if len(boxes) == 1 and parts.sureness > sure:
            sure, best = parts.sureness, cut_out(turned, boxes[0])
    return best


def main() -> None:
    """Answer until the parent closes the pipe."""
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    engine = sys.argv[1]
    while head := source.read(5):
        size, flags = struct.unpack(">IB", head)
        picture = source.read(size)
        try:
            answer = measure(picture, encode=bool(flags & ENCODE), photo=bool(flags & PHOTO), engine=engine)
        except Exception as error:
            # Whatever a picture does to the libraries, the person is told that it could not be read.
            answer = {"error": "unreadable", "kind": type(error).__name__}
        body = json.dumps(answer).encode()
        sink.write(struct.pack(">I", len(body)) + body)
        sink.flush()


if __name__ == "__main__":
    main()
