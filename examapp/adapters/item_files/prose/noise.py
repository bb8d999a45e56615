"""Running headers and page numbers: found by their coming back, taken out, and listed."""

import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

from examapp.adapters.item_files.prose.answer_lists import is_listed
from examapp.adapters.item_files.prose.leads import ordinal_of
from examapp.adapters.item_files.prose.signs import Line

_PAGE = re.compile(
    r"[-–—·\s]*(?:第\s?\d{1,4}\s?页|page\s?\d{1,4})(?:[\s，,/／(（]*共\s?\d{1,4}\s?页[)）]?)?[-–—·\s]*|[-–—]\s?\d{1,4}\s?[-–—]",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d+")
LEAST = 3
LONGEST = 60
_LEAST_WORDS = 6


def mark_noise(lines: Sequence[Line]) -> None:
    """Give every running header and page number the owner "page_header"."""
    alike: dict[str, list[int]] = defaultdict(list)
    for place, line in enumerate(lines):
        if line.kind == "text" and len(line.text) <= LONGEST:
            if _PAGE.fullmatch(line.text):
                line.owner = "page_header"
            else:
                alike[_DIGITS.sub("#", line.text)].append(place)
        elif line.kind == "weak" and "页" in line.text and len(line.text) <= LONGEST:
            alike[_DIGITS.sub("#", line.text)].append(place)
    for skeleton, places in alike.items():
        if _stands_by_pages(lines, places):
            for place in places:
                lines[place].owner = "page_header" if place else "title"
        elif len(places) >= LEAST and (_counts_pages(skeleton, lines, places) or _interrupts(lines, places)):
            for place in places:
                lines[place].owner = "page_header"


def _counts_pages(skeleton: str, lines: Sequence[Line], places: Sequence[int]) -> bool:
    """Whether a number in it grows by one from place to place, as page numbers do."""
    if "#" not in skeleton:
        return False
    rows = [_DIGITS.findall(lines[place].text) for place in places]
    columns = zip(*rows, strict=False)
    return any(
        all(len(number) < 6 for number in column)
        and all(int(after) - int(before) == 1 for before, after in pairwise(column))
        for column in columns
    )


def _stands_by_pages(lines: Sequence[Line], places: Sequence[int]) -> bool:
    """Whether the same words stand next to a page's number again and again; the first of them may head the paper."""
    beside = [
        any(0 <= at < len(lines) and _PAGE.fullmatch(lines[at].text) for at in (place - 1, place + 1))
        for place in places
    ]
    text = lines[places[0]].text
    # 一、1.AB comes back as well, behind each chapter.
    worded = len(text) >= _LEAST_WORDS and not is_listed(text) and not ordinal_of(text)[0]
    everywhere = all(near or not place for place, near in zip(places, beside, strict=True))
    return worded and len(places) > 1 and any(beside) and everywhere


def _interrupts(lines: Sequence[Line], places: Sequence[int]) -> bool:
    """Whether the same words stand somewhere inside a question, where no words of a question can come back."""
    return any(
        0 < place < len(lines) - 1
        and lines[place - 1].kind == "choice"
        and lines[place + 1].kind == "choice"
        and lines[place + 1].letter == lines[place - 1].letter + 1
        for place in places
    )


def without_noise(lines: Sequence[Line]) -> list[Line]:
    """The lines that can belong to a question; a blank line before noise is one before what follows it."""
    left: list[Line] = []
    blank = False
    for line in lines:
        if line.owner:
            blank = blank or line.blank_before
            continue
        line.blank_before = line.blank_before or (blank and bool(left))
        blank = False
        left.append(line)
    return left
