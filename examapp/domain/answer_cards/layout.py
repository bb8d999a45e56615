"""Where the boxes of an answer card stand: a function of the paper's slots and the size of print, never stored.

Lengths are millimetres from the upper left corner of an A4 sheet, 210 x 297. A row asks for one thing: the choice of an
item, the place of a step, the partner of a left item, one digit of a number. Beside (or below) its boxes stand the same
boxes once more, named 改: any mark there replaces the row, so that nobody has to erase.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 210.0, 297.0
# Four tags of this side stand at the corners; a page is found, turned and named by them.
TAG_SIDE = 12.0
TAG_PLACES = ((9.0, 9.0), (189.0, 9.0), (189.0, 276.0), (9.0, 276.0))
CORNERS = len(TAG_PLACES)
# More pages than one paper ever has; tag ids are 4 x page + corner.
MOST_PAGES = 20
QR_SIDE = 19.0
QR_PLACES = ((166.0, 9.0), (95.5, 270.0))
TOP, BOTTOM, LEFT = 50.0, 264.0, 12.0
DIGITS = tuple("0123456789")
# Places of a number, each a row: thousands to hundredths.
PLACES = ("千位", "百位", "十位", "个位", "十分位", "百分位")
RIGHT_SIGN, WRONG_SIGN = "√", "×"
CAN_BE_PRINTED = frozenset({"single", "multiple", "judgement", "ordering", "matching", "numeric"})


@dataclass(frozen=True, slots=True)
class Print:
    """A size of print: side and distance of boxes, height of a row, width of the label, room between items."""

    side: float
    pitch: float
    row: float
    label: float
    gap: float


NORMAL = Print(side=5.0, pitch=7.6, row=9.0, label=17.0, gap=1.4)
LARGE = Print(side=6.5, pitch=10.4, row=11.4, label=24.0, gap=2.4)
PRINTS = {"normal": NORMAL, "large": LARGE}


@dataclass(frozen=True, slots=True)
class CardItem:
    """What a card must know of a slot: choice ids in the order of this paper, left items of a pairing."""

    kind: str
    choices: tuple[str, ...]
    lefts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Box:
    """A box by its upper left corner; `value` is what a mark in it says, `letter` what is printed above it."""

    x: float
    y: float
    value: str
    letter: str


@dataclass(frozen=True, slots=True)
class Row:
    """Boxes of which one (or, of a multiple item, several) is marked, and those of 改. `slot` counts from 0."""

    slot: int
    part: str
    label: str
    boxes: tuple[Box, ...]
    changes: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class CardPage:
    """A page of a card; `number` counts from 1."""

    number: int
    rows: tuple[Row, ...]


def lay_out(items: Sequence[CardItem], print_: Print = NORMAL) -> tuple[CardPage, ...]:
    """The pages of a card. No item is split over two pages unless it fills more than one.

    Raises ValueError for a kind that cannot be answered on paper.
    """
    pages: list[list[Row]] = [[]]
    top = TOP
    for slot, item in enumerate(items):
        rows = list(_rows_of(slot, item))
        height = sum(_height(row, print_) for row in rows)
        if pages[-1] and top + height > BOTTOM:
            pages.append([])
            top = TOP
        for row in rows:
            if top + _height(row, print_) > BOTTOM:
                pages.append([])
                top = TOP
            pages[-1].append(_placed(row, top, print_))
            top += _height(row, print_)
        top += print_.gap
    return tuple(CardPage(number, tuple(rows)) for number, rows in enumerate(pages, 1))


@dataclass(frozen=True, slots=True)
class _Unplaced:
    slot: int
    part: str
    label: str
    options: tuple[tuple[str, str], ...]


def _rows_of(slot: int, item: CardItem) -> Iterator[_Unplaced]:
    """(value, letter) of each box, row by row."""
    name = str(slot + 1)
    lettered = tuple((choice, letter_of(place)) for place, choice in enumerate(item.choices))
    if item.kind in ("single", "multiple"):
        yield _Unplaced(slot, "", name, lettered)
    elif item.kind == "judgement":
        yield _Unplaced(slot, "", name, (("true", RIGHT_SIGN), ("false", WRONG_SIGN)))
    elif item.kind == "ordering":
        for step in range(1, len(item.choices) + 1):
            yield _Unplaced(slot, str(step), f"{name}　第{step}步", lettered)
    elif item.kind == "matching":
        for left in item.lefts:
            yield _Unplaced(slot, left, f"{name}　({left})", lettered)
    elif item.kind == "numeric":
        for place in PLACES:
            yield _Unplaced(slot, place, f"{name}　{place}", tuple((digit, digit) for digit in DIGITS))
    else:
        raise ValueError(f"{item.kind} cannot be answered on paper")


def letter_of(place: int) -> str:
    """The letter of a choice on paper, by its place from 0."""
    return chr(ord("A") + place)


def _width(row: _Unplaced, print_: Print) -> float:
    return len(row.options) * print_.pitch


def _is_beside(row: _Unplaced, print_: Print) -> bool:
    """Whether 改 stands beside the boxes; else it is a line of its own below them."""
    return LEFT + print_.label + 2 * _width(row, print_) + CHANGE_ROOM <= WIDTH - LEFT


# Room for the word 改 before its boxes.
CHANGE_ROOM = 9.0


def _height(row: _Unplaced, print_: Print) -> float:
    return print_.row if _is_beside(row, print_) else 2 * print_.row


def _placed(row: _Unplaced, top: float, print_: Print) -> Row:
    left = LEFT + print_.label
    # Letters stand above the boxes, so that only a hand writes inside.
    line = top + print_.row - print_.side
    if _is_beside(row, print_):
        # All 改 of a page begin at one of two places, so that the eye finds them.
        widest = max(6, len(row.options)) * print_.pitch
        fits = left + widest + CHANGE_ROOM + _width(row, print_) <= WIDTH - LEFT
        changes = left + (widest if fits else _width(row, print_)) + CHANGE_ROOM, line
    else:
        changes = left, line + print_.row
    return Row(
        row.slot,
        row.part,
        row.label,
        _boxes(row, left, line, print_),
        _boxes(row, *changes, print_),
    )


def _boxes(row: _Unplaced, x: float, y: float, print_: Print) -> tuple[Box, ...]:
    return tuple(
        Box(round(x + place * print_.pitch, 2), round(y, 2), value, letter)
        for place, (value, letter) in enumerate(row.options)
    )
