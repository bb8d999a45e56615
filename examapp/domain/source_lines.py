"""The lines of a typed text as they were read, and what a person says of them: break here, join, this is the answer,
here the answers of all begin, this belongs to no question.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass

BREAK, JOIN, ANSWER, LIST, DROP = GESTURES = ("break", "join", "answer", "list", "drop")
# What a line can be inside a question.
ROLES_OF_ITEMS = ("stem", "choice", "key", "explanation", "label")
MOST_GESTURES = 2_000
# Up to here a line may be an answer by itself; its whole shape is compared, of longer ones only the beginning.
_SHORT = 12
_BEGINNING = 3


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A line of the file, or the part of it behind a sign.

    `at` is its number (from 1), `item` the number of the question that took it (0 = none), `role` what it became there,
    or why nobody took it; `begins` says that the question begins with it,
    `doubtful` that the readings of this question differ.
    """

    at: int
    text: str
    role: str
    item: int = 0
    begins: bool = False
    doubtful: bool = False

    def as_plain(self) -> list:
        """As JSON knows it, in the order of the fields."""
        return list(astuple(self))


def said_of_lines(steps: Sequence[Mapping]) -> dict[int, str]:
    """What counts of each line after all steps in their order: the last word."""
    said: dict[int, str] = {}
    for step in steps:
        for at in step["lines"]:
            said[int(at)] = str(step["gesture"])
    return said


def line_meant(source: Sequence[SourceLine], at: int, gesture: str) -> int | None:
    """The line that a gesture on line `at` speaks of: a question is joined by its first line. None: there is none."""
    place = next((place for place, line in enumerate(source) if line.at == at), None)
    if place is None:
        return None
    if gesture == JOIN and source[place].item:
        item = source[place].item
        return next((line.at for line in source if line.item == item and line.begins), None)
    return at


def like_lines(source: Sequence[SourceLine], at: int, gesture: str) -> list[int]:
    """Other lines that look and stand as line `at` does, where the same gesture would change something."""
    firsts = _first_parts(source)
    places = {source[place].at: number for number, place in enumerate(firsts)}
    if at not in places:
        return []
    shape = _standing(source, firsts, places[at], gesture)
    return [
        source[place].at
        for number, place in enumerate(firsts)
        if source[place].at != at
        and _would_change(source[place], gesture)
        and _standing(source, firsts, number, gesture) == shape
    ]


def _first_parts(source: Sequence[SourceLine]) -> list[int]:
    return [place for place, line in enumerate(source) if not place or source[place - 1].at != line.at]


def _would_change(line: SourceLine, gesture: str) -> bool:
    if gesture == BREAK:
        return not line.begins or line.doubtful
    if gesture == LIST:
        return line.role not in ("key", "heading")
    if gesture == DROP:
        return line.role in ROLES_OF_ITEMS
    return line.begins if gesture == JOIN else line.role != "key"


def _standing(source: Sequence[SourceLine], firsts: Sequence[int], number: int, gesture: str) -> tuple:
    """The shape of a line with what stands before and behind it."""
    line = source[firsts[number]]
    before = source[firsts[number] - 1].role if firsts[number] else ""
    behind = source[firsts[number + 1]].role if number + 1 < len(firsts) else ""
    if gesture == DROP:
        return (shape_of(line.text), line.text if len(line.text) > _SHORT else "")
    if gesture == ANSWER:
        # Behind an answer anything may come; the whole of a short line tells what it is.
        return (shape_of(line.text), before == "choice", line.role)
    # What was broken or joined already differs from its likes in nothing but that.
    return (shape_of(line.text), _kind(before), _kind(behind))


def _kind(role: str) -> str:
    return role if role in ("stem", "choice", "key", "explanation") else ""


def shape_of(text: str) -> str:
    """Digits, letters, judging signs and words as one sign each: 12. 动火 -> #. 字, 选B -> 字a."""
    marked = re.sub(
        r"[√×✓✗]|\b(?:[A-H]{1,8})\b|[A-HＡ-Ｈ]{1,8}$", "a", text if len(text) <= _SHORT else text[:_SHORT]
    )
    marked = re.sub(r"\d+", "#", marked)
    marked = re.sub(r"[一-龥]+", "字", marked)
    marked = re.sub(r"[A-Za-z]+", "a", marked)
    return marked if len(text) <= _SHORT else marked[:_BEGINNING] + "…"
