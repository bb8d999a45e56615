"""What marks on an answer card mean; where they do not say it clearly, a person is asked.

Ink of a box is the share (0 to 1) of its inside that is dark; the limits are absolute, never relative to the boxes
beside it, so that an empty row is an empty row.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from examapp.domain.answer_cards.layout import PLACES, CardItem, Row

BLANK_BELOW, MARKED_ABOVE = 0.025, 0.11


class Mark(StrEnum):
    """What a box holds."""

    blank = "blank"
    doubtful = "doubtful"
    marked = "marked"


def mark_of(ink: float | None) -> Mark:
    """Blank, marked, or not clear; None = the box was not found where it should be."""
    if ink is None:
        return Mark.doubtful
    if ink < BLANK_BELOW:
        return Mark.blank
    return Mark.marked if ink > MARKED_ABOVE else Mark.doubtful


@dataclass(frozen=True, slots=True)
class RowReading:
    """Values that a row says, in the order of its boxes; `doubt` = why a person has to look, "" when it is clear.

    Doubts: "unclear" (a box is neither empty nor marked), "several" (more marks than the row can hold).
    """

    slot: int
    part: str
    values: tuple[str, ...]
    doubt: str = ""


Inks = Sequence[float | None]


def read_row(row: Row, inks: Inks, change_inks: Inks, *, several: bool) -> RowReading:
    """A row by the ink of its boxes and of those of 改, in their order; `several` = more than one mark is an answer."""
    marks = [mark_of(ink) for ink in change_inks]
    if all(mark is Mark.blank for mark in marks):
        marks = [mark_of(ink) for ink in inks]
    elif Mark.marked not in marks:
        # Whether the row was replaced at all is what is not clear.
        return RowReading(row.slot, row.part, (), "unclear")
    values = tuple(box.value for box, mark in zip(row.boxes, marks, strict=True) if mark is Mark.marked)
    if Mark.doubtful in marks:
        return RowReading(row.slot, row.part, values, "unclear")
    return RowReading(row.slot, row.part, values, "several" if len(values) > 1 and not several else "")


def response_of(item: CardItem, rows: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """What was answered to an item, as attempts store it, from the values of its rows by part; () = nothing.

    Rows hold at most one value, but for a multiple item. An order with a step twice or left out is kept as far as it
    goes: it earns nothing, as on a screen.
    """
    if item.kind in ("single", "multiple", "judgement"):
        return tuple(rows.get("", ()))
    if item.kind == "numeric":
        return _number(rows)
    if item.kind == "matching":
        return tuple(f"{left}={rows[left][0]}" for left in item.lefts if rows.get(left))
    steps = [rows[str(step)][0] for step in range(1, len(item.choices) + 1) if rows.get(str(step))]
    return tuple(dict.fromkeys(steps))


def _number(rows: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    digits = [rows[place][0] if rows.get(place) else "" for place in PLACES]
    if not any(digits):
        return ()
    whole = "".join(digit or "0" for digit in digits[:4]).lstrip("0") or "0"
    part = "".join(digit or "0" for digit in digits[4:]).rstrip("0")
    return (f"{whole}.{part}" if part else whole,)
