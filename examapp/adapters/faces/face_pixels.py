"""A picture as pixels, and how bright, sharp and coloured a face in it is; the same for every engine."""

import io
from collections.abc import Iterator

import cv2
import numpy
from PIL import Image, ImageOps

FORMATS = ("JPEG", "PNG", "WEBP")
WIDEST, SHARP_SIDE = 480, 128
# Of a photo: how wide it is searched for the face, and how many widths of the face are left on each side.
PHOTO_WIDEST, AROUND_FACE = 1600, 0.8
# The middle of a face, where no background shows when the head turns.
INNER = (slice(SHARP_SIDE // 4, 3 * SHARP_SIDE // 4),) * 2


class PictureTooLargeError(ValueError):
    """More pixels than a phone's camera page sends."""


def read_pixels(picture: bytes, *, most: int, widest: int = WIDEST) -> numpy.ndarray:
    """Height x width x RGB, at most so wide, turned as its EXIF says. Raises PictureTooLargeError, or as PIL does."""
    image = Image.open(io.BytesIO(picture), formats=FORMATS)
    if image.width * image.height > most:
        raise PictureTooLargeError
    # A JPEG is read at the size that is needed and no larger: a photo of 12 megapixels costs little more than a frame.
    image.draft("RGB", (2 * widest, 2 * widest))
    return shrink(numpy.asarray(ImageOps.exif_transpose(image).convert("RGB")), widest)


def turns_of(pixels: numpy.ndarray) -> Iterator[numpy.ndarray]:
    """The picture upright, and lying on each side: not every photo says how it was held."""
    for quarters in (0, 1, 3, 2):
        yield numpy.ascontiguousarray(numpy.rot90(pixels, quarters))


def cut_out(pixels: numpy.ndarray, box: tuple[int, int, int, int]) -> numpy.ndarray:
    """The face with what a phone held before it would show around, at most WIDEST wide."""
    left, top, right, bottom = box
    aside = round((right - left) * AROUND_FACE)
    cut = pixels[max(top - aside, 0) : bottom + aside, max(left - aside, 0) : right + aside]
    return shrink(cut, WIDEST)


def shrink(pixels: numpy.ndarray, widest: int) -> numpy.ndarray:
    """At most so wide, its proportions kept."""
    height, width = pixels.shape[:2]
    if width <= widest:
        return pixels
    return cv2.resize(pixels, (widest, round(height * widest / width)), interpolation=cv2.INTER_AREA)


def describe_light(pixels: numpy.ndarray, box: tuple[int, int, int, int] | None) -> dict:
    """Brightness, sharpness and tint of the face in `box` (left, top, right, bottom); of the picture where None."""
    if box is None:
        return {"brightness": float(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY).mean())}
    left, top, right, bottom = box
    face = cv2.resize(pixels[max(top, 0) : bottom, max(left, 0) : right], (SHARP_SIDE, SHARP_SIDE))
    gray, red, blue = cv2.split(cv2.cvtColor(face, cv2.COLOR_RGB2YCrCb))
    return {
        "brightness": float(gray.mean()),
        "sharpness": float(cv2.Laplacian(gray, cv2.CV_64F).var()),
        "tint": [float(one[INNER].mean()) for one in (red, blue)],
    }
