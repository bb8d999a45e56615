"""Pictures of answer cards out of what people send: a photo, or a PDF of a scanner with a picture a page."""

import io
from collections.abc import Iterator

import cv2
import numpy
import pypdf
from numpy.typing import NDArray
from PIL import Image

from examapp.adapters.answer_cards.pixels import PageRefusedError

MOST_PIXELS = 80_000_000
MOST_PAGES = 400


def pictures_of(content: bytes) -> Iterator[NDArray[numpy.uint8]]:
    """Grey pictures, one a page. Raises PageRefusedError (not_a_picture, too_many) for what holds none."""
    if content[:5] == b"%PDF-":
        yield from _pages_of_pdf(content)
    else:
        yield _grey(content)


def _pages_of_pdf(content: bytes) -> Iterator[NDArray[numpy.uint8]]:
    try:
        pages = pypdf.PdfReader(io.BytesIO(content)).pages
        count = len(pages)
    except Exception as error:
        raise PageRefusedError("not_a_picture") from error
    if count > MOST_PAGES:
        raise PageRefusedError("too_many")
    for page in pages:
        try:
            # A scanner lays one picture over the page; stamps and logos are smaller.
            largest = max((image.image for image in page.images if image.image), key=_area, default=None)
        except Exception as error:
            raise PageRefusedError("not_a_picture") from error
        if largest is None:
            raise PageRefusedError("not_a_picture")
        yield _bounded(largest)


def _grey(content: bytes) -> NDArray[numpy.uint8]:
    try:
        picture = Image.open(io.BytesIO(content))
        if _area(picture) > MOST_PIXELS:
            raise PageRefusedError("not_a_picture")
    except (OSError, ValueError, Image.DecompressionBombError) as error:
        raise PageRefusedError("not_a_picture") from error
    decoded = cv2.imdecode(numpy.frombuffer(content, numpy.uint8), cv2.IMREAD_GRAYSCALE)
    return decoded if decoded is not None else _bounded(picture)


def _bounded(picture: Image.Image) -> NDArray[numpy.uint8]:
    if _area(picture) > MOST_PIXELS:
        raise PageRefusedError("not_a_picture")
    try:
        return numpy.asarray(picture.convert("L"))
    except (OSError, ValueError) as error:
        raise PageRefusedError("not_a_picture") from error


def _area(picture: Image.Image) -> int:
    return picture.width * picture.height
