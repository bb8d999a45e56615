"""Fills printed cards as hands do, photographs or scans them, all by one seed: what was meant is known for each box.

No real card and no real hand: drawn strokes of pens and pencils on the card that typst prints.
"""

import base64
import functools
import itertools
import json
import random
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy

from examapp.adapters.answer_cards.printing import Card, cards_sheet
from examapp.domain.answer_cards.layout import (
    HEIGHT,
    PLACES,
    PRINTS,
    WIDTH,
    Box,
    CardItem,
    CardPage,
    Row,
    lay_out,
)

ROOT = Path(__file__).resolve().parents[2]
PPI = 200
DOTS = PPI / 25.4
MIXED = (
    *(CardItem("single", tuple("abcd")),) * 4,
    *(CardItem("judgement", ("true", "false")),) * 2,
    *(CardItem("multiple", tuple("abcdef")),) * 2,
    CardItem("ordering", tuple("abcde")),
    CardItem("matching", tuple("abcdefg"), tuple("1234")),
    CardItem("numeric", ()),
)
FORM = "7KQ2M9XTA4WZ"


def print_pages(card: Card) -> list[numpy.ndarray]:
    """The pages of a card as the printer gets them, grey, PPI dots an inch."""
    sheet = cards_sheet([card])
    order = {"template": sheet.template, "data": sheet.data, "ppi": PPI}
    done = subprocess.run(
        [sys.executable, "-m", "tests.answer_cards.rendering"],
        input=json.dumps(order).encode(),
        capture_output=True,
        check=True,
        cwd=ROOT,
    )
    pages = [numpy.frombuffer(base64.b64decode(line), numpy.uint8) for line in done.stdout.split()]
    return [cv2.imdecode(page, cv2.IMREAD_GRAYSCALE) for page in pages]


@functools.lru_cache(maxsize=16)
def printed(form: str = FORM, size: str = "normal", items: tuple[CardItem, ...] = MIXED) -> tuple:
    """Pages of the layout with their prints."""
    head = ("姓名：测试甲　　证件尾号：1234", "单位：测试化工厂　　编号：CS-0001")
    card = Card(form, "逢查必考　答题卡", head, items, size)
    return tuple(zip(lay_out(items, PRINTS[size]), print_pages(card), strict=True))


@dataclass
class Filled:
    """A page with marks; `meant` = values per (slot, part), `marks` = per box of (row, is 改, place)."""

    picture: numpy.ndarray
    meant: dict[tuple[int, str], tuple[str, ...]]
    marks: dict[tuple[int, bool, int], bool]


@dataclass(frozen=True)
class Tool:
    """What somebody writes with: grey of the line (0 black), width in millimetres."""

    grey: int
    width: float


PENS = (Tool(25, 0.7), Tool(60, 0.55), Tool(45, 0.9))
PENCILS = (Tool(90, 0.6), Tool(125, 0.7), Tool(110, 0.9))


def fill_page(page: CardPage, print_: numpy.ndarray, items, dice: random.Random, side: float) -> Filled:
    """One page as one person fills it: one tool, one habit, some changes of mind, erasures and specks."""
    filled = Filled(print_.copy(), {}, {})
    pencil = dice.random() < 0.5
    tool = dice.choice(PENCILS if pencil else PENS)
    habit = dice.choice(("fill", "tick", "cross"))
    for number, row in enumerate(page.rows):
        several = items[row.slot].kind == "multiple"
        first, last = _choose(row, several, dice), None
        if dice.random() < 0.12:
            last = _choose(row, several, dice) or (dice.randrange(len(row.boxes)),)
        for is_change, boxes, chosen in ((False, row.boxes, first), (True, row.changes, last or ())):
            for place, box in enumerate(boxes):
                filled.marks[number, is_change, place] = place in chosen
                if place in chosen:
                    _mark(filled.picture, box, side, habit, tool, dice)
                elif pencil and dice.random() < 0.03:
                    _erase(filled.picture, box, side, dice)
        counted = last if last else first
        filled.meant[row.slot, row.part] = tuple(row.boxes[place].value for place in sorted(counted))
    _add_specks(filled.picture, dice)
    return filled


def write_on(
    page: CardPage, print_: numpy.ndarray, answers: dict[tuple[int, str], tuple[str, ...]], side: float
) -> numpy.ndarray:
    """The page with exactly these values (by slot from 0 and part of the row) filled in with a pen."""
    picture, dice = print_.copy(), random.Random(1)
    for row in page.rows:
        for box in row.boxes:
            if box.value in answers.get((row.slot, row.part), ()):
                _mark(picture, box, side, "fill", PENS[0], dice)
    return picture


def rows_of_response(item: CardItem, slot: int, response: tuple[str, ...]) -> dict:
    """Where a response is to be filled in: (slot, part) -> values."""
    if item.kind == "ordering":
        return {(slot, str(step)): (value,) for step, value in enumerate(response, start=1)}
    if item.kind == "matching":
        return {(slot, left): (choice,) for left, choice in (pair.split("=") for pair in response)}
    if item.kind == "numeric":
        whole, _, part = response[0].partition(".")
        digits = dict(zip(PLACES[4 - len(whole) : 4], whole, strict=True))
        digits |= dict(zip(PLACES[4:], part, strict=False))
        return {(slot, place): (digit,) for place, digit in digits.items()}
    return {(slot, ""): response}


def as_jpeg(picture: numpy.ndarray) -> bytes:
    """The bytes that a camera sends."""
    return cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 88])[1].tobytes()


def _choose(row: Row, several: bool, dice: random.Random) -> tuple[int, ...]:
    if dice.random() < 0.08:
        return ()
    most = dice.randint(1, len(row.boxes) - 1) if several else 1
    return tuple(dice.sample(range(len(row.boxes)), most))


def _mark(picture, box: Box, side: float, habit: str, tool: Tool, dice: random.Random) -> None:
    def at(x: float, y: float) -> tuple[int, int]:
        return round((box.x + x * side) * DOTS * 16), round((box.y + y * side) * DOTS * 16)

    def line(*points: tuple[float, float]) -> None:
        shaken = [at(x + dice.gauss(0, 0.03), y + dice.gauss(0, 0.03)) for x, y in points]
        width = max(1, round(tool.width * DOTS * dice.uniform(0.8, 1.2)))
        for start, end in itertools.pairwise(shaken):
            cv2.line(picture, start, end, tool.grey, width, cv2.LINE_AA, 4)

    if habit == "fill":
        rows, left, right = dice.randint(5, 8), dice.uniform(0.02, 0.14), dice.uniform(0.86, 1.0)
        for step in range(rows):
            y = 0.08 + 0.84 * step / (rows - 1)
            line((left, y), (right, y + dice.uniform(-0.06, 0.06)))
    elif habit == "tick":
        line((0.12, 0.5), (0.4, dice.uniform(0.8, 0.95)), (dice.uniform(0.9, 1.15), dice.uniform(-0.1, 0.15)))
    else:
        line((0.1, 0.1), (0.92, 0.9))
        line((0.9, 0.08), (0.08, 0.92))


def _erase(picture, box: Box, side: float, dice: random.Random) -> None:
    """A pencil mark that was rubbed out: a grey breath is left."""
    left, top, size = round(box.x * DOTS), round(box.y * DOTS), round(side * DOTS)
    part = picture[top : top + size, left : left + size].astype(numpy.float32)
    breath = cv2.GaussianBlur(
        numpy.random.default_rng(dice.getrandbits(32)).random(part.shape).astype(numpy.float32), (0, 0), 3
    )
    breath = (breath - breath.min()) / max(1e-6, float(breath.max() - breath.min()))
    picture[top : top + size, left : left + size] = numpy.clip(part - breath * dice.uniform(15, 45), 0, 255)


def _add_specks(picture, dice: random.Random) -> None:
    for _ in range(dice.randint(0, 14)):
        place = dice.randrange(picture.shape[1]), dice.randrange(picture.shape[0])
        cv2.circle(picture, place, dice.randint(1, 3), dice.randint(40, 170), -1, cv2.LINE_AA)


@dataclass(frozen=True)
class Camera:
    """How a page becomes a picture; lengths in pixels, shares of the page where not said."""

    height: int
    tilt: float = 0.0
    turn: float = 1.5
    shade: float = 0.0
    edge: bool = False
    curl: float = 0.0
    blur: float = 0.4
    noise: float = 2.0
    jpeg: int = 90
    fit: tuple[float, float] = (1.0, 1.0)
    bright: tuple[float, float] = (0.95, 1.0)


SCAN = Camera(2000, fit=(0.92, 1.0))
PHOTO = Camera(2100, tilt=0.06, turn=8, shade=0.35, blur=0.9, noise=4, jpeg=82, bright=(0.65, 1.0))
SHADOW = replace(PHOTO, height=1650, edge=True, blur=1.2, jpeg=65)
POOR = Camera(
    1240, tilt=0.09, turn=10, shade=0.5, edge=True, curl=0.012, blur=1.4, noise=7, jpeg=50, bright=(0.4, 0.7)
)


def take_picture(page: numpy.ndarray, camera: Camera, dice: random.Random) -> numpy.ndarray:
    """The page as a camera or scanner sees it, perhaps upside down."""
    height = camera.height
    width = round(height * WIDTH / HEIGHT)
    table = dice.randint(60, 170)
    fit = dice.uniform(*camera.fit)
    room = 0.5 if camera.tilt else 0.0
    source = numpy.array(
        [(0, 0), (page.shape[1], 0), (page.shape[1], page.shape[0]), (0, page.shape[0])], float
    )
    target = _place_corners(width, height, fit, camera, room, dice)
    if dice.random() < 0.15:
        target = numpy.roll(target, 2, axis=0)
    matrix, _ = cv2.findHomography(source, target)
    shrink = max(1.0, page.shape[0] / (height * fit))
    smooth = cv2.GaussianBlur(page, (0, 0), 0.45 * shrink) if shrink > 1.05 else page
    border = 255 if not camera.tilt else table
    picture = cv2.warpPerspective(
        smooth,
        matrix,
        (width, height),
        flags=cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=border,
    )
    return _expose(_curl(picture, camera, dice), camera, dice)


def _place_corners(width, height, fit, camera, room, dice) -> numpy.ndarray:
    margin = 0.04 if camera.tilt else 0.0
    w, h = width * fit * (1 - 2 * margin), height * fit * (1 - 2 * margin)
    x, y = (width - w) / 2, (height - h) / 2
    corners = numpy.array([(x, y), (x + w, y), (x + w, y + h), (x, y + h)])
    lean = [
        (dice.uniform(-1, 1) * camera.tilt * width, dice.uniform(-1, 1) * camera.tilt * height)
        for _ in corners
    ]
    corners = corners + numpy.array(lean) * room
    turn = numpy.radians(dice.uniform(-camera.turn, camera.turn))
    rotation = numpy.array([[numpy.cos(turn), -numpy.sin(turn)], [numpy.sin(turn), numpy.cos(turn)]])
    centre = numpy.array([width / 2, height / 2])
    turned = (corners - centre) @ rotation.T
    # Whoever takes the picture steps back until the whole sheet is in it.
    most = numpy.abs(turned / centre).max()
    return turned / max(1.0, most * 1.01) + centre


def _curl(picture, camera: Camera, dice: random.Random):
    if not camera.curl:
        return picture
    height, width = picture.shape
    columns, rows = numpy.meshgrid(
        numpy.arange(width, dtype=numpy.float32), numpy.arange(height, dtype=numpy.float32)
    )
    lift = camera.curl * dice.uniform(-1, 1) * height
    return cv2.remap(picture, columns, rows + lift * numpy.sin(columns / width * numpy.pi), cv2.INTER_LINEAR)


def _expose(picture, camera: Camera, dice: random.Random) -> numpy.ndarray:
    height, width = picture.shape
    across, down = numpy.meshgrid(numpy.linspace(-1, 1, width), numpy.linspace(-1, 1, height))
    angle = dice.uniform(0, 2 * numpy.pi)
    light = dice.uniform(*camera.bright) * (
        1 - camera.shade * 0.5 * (1 + across * numpy.cos(angle) + down * numpy.sin(angle)) / 2
    )
    if camera.edge:
        angle, place = dice.uniform(0, 2 * numpy.pi), dice.uniform(-0.6, 0.6)
        distance = (across * numpy.cos(angle) + down * numpy.sin(angle) - place) * width / 2
        light = light * (1 - dice.uniform(0.3, 0.55) / (1 + numpy.exp(-distance / dice.uniform(1.5, 12))))
    picture = picture * light
    if camera.edge:
        length = dice.randint(2, 4)
        kernel = numpy.zeros((length, length))
        kernel[dice.randrange(length), :] = 1 / length
        picture = cv2.filter2D(picture, -1, kernel if dice.random() < 0.5 else kernel.T)
    picture = cv2.GaussianBlur(picture, (0, 0), camera.blur * dice.uniform(0.7, 1.2))
    noise = numpy.random.default_rng(dice.getrandbits(32)).normal(0, camera.noise, picture.shape)
    grey = numpy.clip(picture + noise, 0, 255).astype(numpy.uint8)
    _, packed = cv2.imencode(".jpg", grey, [cv2.IMWRITE_JPEG_QUALITY, camera.jpeg])
    return cv2.imdecode(packed, cv2.IMREAD_GRAYSCALE)
