"""One cell: its text as the author sees it, its name, and choices or flags that stand in cells."""

import re
from collections.abc import Sequence

from examapp.adapters.item_files.answers import read_judgement
from examapp.adapters.item_files.drafts import LETTERS
from examapp.adapters.item_files.texts import clean

_NUMBERED = re.compile(r"(?:^|(?<=[\s\n;；|]))[（(]?([A-Za-zＡ-Ｚ])\s*[.．、:：）)]\s*")


def cell_text(row: Sequence[object], place: int | None) -> str:
    """A cell as the author sees it: whole numbers without .0, dates as dates."""
    if place is None or place >= len(row):
        return ""
    value = row[place]
    if type(value) is str:
        # clean() gives the same; without its call the most common cell costs a third.
        return value.strip(" ") if value.isprintable() else clean(value)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return clean(value)


def column(place: int) -> str:
    """0 -> A, 26 -> AA."""
    letters, place = "", place + 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def flagged(flags: list[str]) -> str:
    """Letters of the choices whose flag says right: 1, 是, √, or any points above 0."""
    return "".join(letter for letter, flag in zip(LETTERS, flags, strict=False) if _is_right(flag)).upper()


def _is_right(flag: str) -> bool:
    if read_judgement(flag) is not None:
        return read_judgement(flag) == "true"
    return bool(re.fullmatch(r"0*[1-9]\d*(\.\d+)?%?|0\.\d*[1-9]\d*", flag))


def split_choices(text: str) -> list[str]:
    """Choices that stand in one cell: by their letters, by lines, by | or by ; in this order."""
    if not text:
        return []
    marks = list(_NUMBERED.finditer(text))
    letters = [chr(ord(one[1]) - 0xFEE0) if ord(one[1]) > 0xFF00 else one[1] for one in marks]
    if len(marks) > 1 and [one.upper() for one in letters] == [chr(65 + at) for at in range(len(marks))]:
        ends = [one.start() for one in marks[1:]] + [len(text)]
        return [
            clean(text[one.end() : end]).rstrip(";；|").strip() for one, end in zip(marks, ends, strict=True)
        ]
    for sign in ("\n", "|", "｜", "；", ";"):
        if sign in text:
            return [one for one in (clean(part) for part in text.split(sign)) if one]
    return [text]


def without_letters(choices: list[str]) -> list[str]:
    """Choices without their A. B. C., when every one of them begins so."""
    if not all(_NUMBERED.match(one) for one in choices):
        return choices
    return [_NUMBERED.sub("", one, count=1) for one in choices]
