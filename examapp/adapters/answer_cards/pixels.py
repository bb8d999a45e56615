"""A page of an answer card in a picture: found by its corner tags, laid flat, named, and the ink of each box measured.

Pictures are grey, 8 bits. Nothing is guessed: a page without its four tags, without a readable code, too small or too
blurred is refused with a reason that says what to do with the next picture.
"""

from dataclasses import dataclass

import cv2
import numpy
import zxingcpp
from numpy.typing import NDArray

from examapp.adapters.answer_cards.codes import read_page_code
from examapp.adapters.answer_cards.flat_pages import SCALE
from examapp.adapters.answer_cards.tags import FRAME, SIDE, page_and_corner
from examapp.domain.answer_cards.layout import (
    CORNERS,
    HEIGHT,
    QR_PLACES,
    QR_SIDE,
    TAG_PLACES,
    TAG_SIDE,
    WIDTH,
    Box,
    CardPage,
)

Grey = NDArray[numpy.uint8]
# Detection needs no more; a photo of a telephone has three times as many.
LARGEST_SIDE = 2600
# Of a tag in the picture: pixels of its side, and how fast black turns white at its edges (1 = within a pixel of the
# flat page). Below, marks of a pencil are lost.
LEAST_TAG, LEAST_SHARPNESS = 32.0, 0.10
# Root mean square distance of the sixteen tag corners from where a flat sheet would have them, millimetres.
MOST_BENT = 1.2
# A dark spot wider than a filled box and this many millimetres is shade, not writing; hands draw over the edges.
OVER_EDGE = 3.0
INK_ABOVE = 0.30
# How far a box may lie from its place on a sheet that is not quite flat, and how surely its frame must be seen.
REACH, LEAST_FRAME = 1.5, 0.35
# With more of its lines not seen, another picture costs people less than answering for the rows one by one; and where
# the frames of most lines are seen badly, the others cannot be trusted either.
MOST_UNSEEN, LEAST_MEDIAN = 0.2, 0.5
INSET = 0.75


class PageRefusedError(Exception):
    """`code`: corners, two_pages, small, blurred, bent, code, other_page, unclear."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class FoundPage:
    """Which page lies in a picture, and the picture of it laid flat, SCALE pixels a millimetre."""

    form: str
    page: int
    flat: Grey


def find_page(picture: Grey) -> FoundPage:
    """The one page of a picture, whichever way up. Raises PageRefusedError."""
    picture = _shrunk(picture)
    page, corners = _find_tags(picture)
    if min(_sides(corners[corner]) for corner in range(CORNERS)) < LEAST_TAG:
        raise PageRefusedError("small")
    matrix = _straighten(corners)
    flat = cv2.warpPerspective(
        picture, matrix, (int(WIDTH * SCALE), int(HEIGHT * SCALE)), flags=cv2.INTER_AREA
    )
    if _sharpness(flat) < LEAST_SHARPNESS:
        raise PageRefusedError("blurred")
    code = _read_code(picture, matrix)
    if code is None:
        raise PageRefusedError("code")
    if code[1] != page:
        raise PageRefusedError("other_page")
    return FoundPage(code[0], page, flat)


def _shrunk(picture: Grey) -> Grey:
    largest = max(picture.shape)
    if largest <= LARGEST_SIDE:
        return picture
    factor = LARGEST_SIDE / largest
    return cv2.resize(picture, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)


def _find_tags(picture: Grey) -> tuple[int, dict[int, NDArray]]:
    settings = cv2.aruco.DetectorParameters()
    settings.cornerRefinementMethod = cv2.aruco.CORNER_REFINE_SUBPIX
    family = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_APRILTAG_36h11)
    places, names, _ = cv2.aruco.ArucoDetector(family, settings).detectMarkers(picture)
    pages: dict[int, dict[int, NDArray]] = {}
    for place, name in zip(places, names.ravel() if names is not None else (), strict=True):
        page, corner = page_and_corner(int(name))
        pages.setdefault(page, {})[corner] = place.reshape(4, 2)
    whole = {page: corners for page, corners in pages.items() if len(corners) == CORNERS}
    if not whole:
        raise PageRefusedError("corners")
    if len(whole) > 1:
        raise PageRefusedError("two_pages")
    return next(iter(whole.items()))


def _sides(corners: NDArray) -> float:
    return float(numpy.linalg.norm(corners - numpy.roll(corners, 1, axis=0), axis=1).min())


def _straighten(corners: dict[int, NDArray]) -> NDArray:
    """From pixels of the picture to pixels of the flat page."""
    square = numpy.array([(0, 0), (1, 0), (1, 1), (0, 1)], float) * TAG_SIDE
    there = numpy.concatenate([numpy.array(place) + square for place in TAG_PLACES]) * SCALE
    here = numpy.concatenate([corners[corner] for corner in range(CORNERS)])
    matrix, _ = cv2.findHomography(here, there, 0)
    if matrix is None:
        raise PageRefusedError("corners")
    moved = cv2.perspectiveTransform(here[None].astype(float), matrix)[0]
    if float(numpy.sqrt(((moved - there) ** 2).sum(axis=1).mean())) > MOST_BENT * SCALE:
        raise PageRefusedError("bent")
    return matrix


def _sharpness(flat: Grey) -> float:
    """The steepest change at the edges of the tags, a pixel, as a share of black to white; of the worst tag."""
    worst = 1.0
    for x, y in TAG_PLACES:
        part = _cut(flat, x - 2, y - 2, TAG_SIDE + 4).astype(numpy.float32)
        low, high = numpy.percentile(part, (5, 95))
        steep = numpy.abs(cv2.Sobel(part, cv2.CV_32F, 1, 0, ksize=3)) / 8
        worst = min(worst, float(numpy.percentile(steep, 97)) / max(1.0, float(high - low)))
    return worst


def _cut(flat: Grey, x: float, y: float, side: float) -> Grey:
    left, top, size = round(x * SCALE), round(y * SCALE), round(side * SCALE)
    return flat[max(0, top) : top + size, max(0, left) : left + size]


def _read_code(picture: Grey, matrix: NDArray) -> tuple[str, int] | None:
    for x, y in QR_PLACES:
        room = 3.0
        size, zoom = QR_SIDE + 2 * room, 2
        moved = numpy.array([[1, 0, -(x - room) * SCALE], [0, 1, -(y - room) * SCALE], [0, 0, 1]]) @ matrix
        pixels = int(size * SCALE * zoom)
        part = cv2.warpPerspective(
            picture, numpy.diag([zoom, zoom, 1.0]) @ moved, (pixels, pixels), flags=cv2.INTER_CUBIC
        )
        for code in zxingcpp.read_barcodes(part, formats=zxingcpp.BarcodeFormat.QRCode):
            named = read_page_code(code.text)
            if named is not None:
                return named
    return None


@dataclass(frozen=True, slots=True)
class RowInks:
    """Ink of the boxes of a row and of its 改, 0 to 1; None for boxes whose frames were not seen."""

    inks: tuple[float | None, ...]
    changes: tuple[float | None, ...]


def measure_page(flat: Grey, page: CardPage, side: float) -> tuple[RowInks, ...]:
    """The ink in each box of a page that was laid flat; `side` of a box in millimetres. Raises PageRefusedError."""
    dark = _darkness(flat, side + OVER_EDGE)
    lines = [boxes for row in page.rows for boxes in (row.boxes, row.changes)]
    frames = [_find_frames(dark, boxes, side) for boxes in lines]
    likenesses = numpy.array([found.likeness for found in frames])
    if numpy.median(likenesses) < LEAST_MEDIAN or (likenesses < LEAST_FRAME).mean() > MOST_UNSEEN:
        raise PageRefusedError("unclear")
    inks = [_measure_boxes(dark, boxes, side, found) for boxes, found in zip(lines, frames, strict=True)]
    return tuple(RowInks(*pair) for pair in zip(inks[::2], inks[1::2], strict=True))


def _darkness(flat: Grey, widest: float) -> NDArray[numpy.float32]:
    """0 = paper, 1 = as black as the tags, whatever light falls on this part of the sheet.

    `widest`: millimetres of the widest mark; what is dark over more than that is shade.
    """
    smooth = cv2.medianBlur(flat, 3)
    kernel = cv2.getStructuringElement(cv2.MORPH_RECT, (round(widest * SCALE),) * 2)
    paper = cv2.GaussianBlur(cv2.morphologyEx(smooth, cv2.MORPH_CLOSE, kernel), (0, 0), SCALE)
    light = smooth.astype(numpy.float32) / numpy.maximum(paper, 1)
    black = [_black_of(flat, x, y) for x, y in TAG_PLACES]
    corners = numpy.array([[black[0], black[1]], [black[3], black[2]]], numpy.float32)
    blackest = cv2.resize(corners, (flat.shape[1], flat.shape[0]), interpolation=cv2.INTER_LINEAR)
    return numpy.clip((1 - light) / numpy.maximum(1 - blackest, 0.2), 0, 1)


def _black_of(flat: Grey, x: float, y: float) -> float:
    """How much light the black of a tag gives back, against the paper around it."""
    cell = TAG_SIDE / (SIDE + 2 * FRAME)
    top = _cut(flat, x + cell / 3, y + cell / 3, TAG_SIDE - 2 * cell / 3)[: round(cell * SCALE / 3)]
    around = _cut(flat, x - 2, y - 2, TAG_SIDE + 4)
    return float(numpy.median(top)) / max(1.0, float(numpy.percentile(around, 92)))


@dataclass(frozen=True, slots=True)
class _Frames:
    """Where the printed frames of a line lie from their places, pixels right and down; how sure (1 = as printed)."""

    right: int
    down: int
    likeness: float


def _measure_boxes(
    dark: NDArray, boxes: tuple[Box, ...], side: float, frames: _Frames
) -> tuple[float | None, ...]:
    if frames.likeness < LEAST_FRAME:
        return (None,) * len(boxes)
    inset, inks = INSET * SCALE, []
    for box in boxes:
        left, top = box.x * SCALE + frames.right + inset, box.y * SCALE + frames.down + inset
        size = side * SCALE - 2 * inset
        inside = dark[round(top) : round(top + size), round(left) : round(left + size)]
        inks.append(float((inside > INK_ABOVE).mean()) if inside.size else None)
    return tuple(inks)


def _find_frames(dark: NDArray, boxes: tuple[Box, ...], side: float) -> _Frames:
    reach = round(REACH * SCALE)
    left, top = round(boxes[0].x * SCALE), round(boxes[0].y * SCALE)
    size, edge = round(side * SCALE), 3
    frames = numpy.zeros((size + 1, round((boxes[-1].x - boxes[0].x) * SCALE) + size + 1), numpy.float32)
    seen = numpy.zeros_like(frames)
    for box in boxes:
        x = round((box.x - boxes[0].x) * SCALE)
        cv2.rectangle(frames, (x, 0), (x + size, size), 1.0, 2)
        cv2.rectangle(seen, (x, 0), (x + size, size), 1.0, 2 * edge)
    part = dark[top - reach : top + frames.shape[0] + reach, left - reach : left + frames.shape[1] + reach]
    if part.shape[0] < frames.shape[0] or part.shape[1] < frames.shape[1]:
        return _Frames(0, 0, 0.0)
    likeness = cv2.matchTemplate(numpy.ascontiguousarray(part), frames, cv2.TM_CCOEFF_NORMED, mask=seen)
    _, best, _, (x, y) = cv2.minMaxLoc(numpy.nan_to_num(likeness, posinf=0, neginf=0))
    return _Frames(x - reach, y - reach, float(best))
