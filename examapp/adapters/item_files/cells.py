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


def flagged(flags: list[str]) -> str:
    """Letters of the choices whose flag says right: 1, 是, √, or any points above 0."""
    return "".join(letter for letter, flag in zip(LETTERS, flags, strict=False) if _is_right(flag)).upper()


def _is_right(flag: str) -> bool:
    if read_judgement(flag) is not None:
        return read_judgement(flag) == "true"
    return bool(re.fullmatch(r"0*[1-9]\d*(\.\d+)?%?|0\.\d*[1-9]\d*", flag))


# Signs that people put between the choices of one cell, the surest first; several signs are one divider.
_DIVIDERS = ("|||", "^*^", "**", "##", "$$", "@@", "&&", "║", "┆", "\n", "|", "｜", "；", ";")
_GLUED = re.compile(r"([A-HＡ-Ｈ])(?=[一-龥\d（(《“])")


def split_choices(text: str, divider: str = "") -> list[str]:
    """Choices that stand in one cell: by the divider when one is said, else by their letters, else by a usual sign."""
    if not text:
        return []
    if divider:
        return without_letters(_parted(text, "\n" if divider == "lines" else divider))
    marks = list(_NUMBERED.finditer(text))
    letters = [chr(ord(one[1]) - 0xFEE0) if ord(one[1]) > 0xFF00 else one[1] for one in marks]
    if len(marks) > 1 and [one.upper() for one in letters] == [chr(65 + at) for at in range(len(marks))]:
        ends = [one.start() for one in marks[1:]] + [len(text)]
        return [_bare_end(text[one.end() : end]) for one, end in zip(marks, ends, strict=True)]
    for sign in _DIVIDERS:
        if sign in text:
            return without_letters(_parted(text, sign))
    return [text]


def _bare_end(text: str) -> str:
    """A choice without the divider behind it."""
    return re.sub(r"(?:[;；|║┆]|\*\*|##|\^\*\^|\$\$|@@|&&)+$", "", clean(text)).strip()


def _parted(text: str, sign: str) -> list[str]:
    wide = text.replace("；", ";").replace("｜", "|") if sign in (";", "|") else text
    return [one for one in (clean(part) for part in wide.split(sign)) if one]


def without_letters(choices: list[str]) -> list[str]:
    """Choices without their A. B. C., when every one of them begins with its own letter."""
    for pattern in (_NUMBERED, _GLUED):
        if not choices or not pattern.match(choices[0]):
            continue
        found = [pattern.match(one) for one in choices]
        own = [one is not None and _place_of(one[1]) == at for at, one in enumerate(found)]
        if len(choices) > 1 and all(own):
            return [one[found_at.end() :].strip() for one, found_at in zip(choices, found, strict=True)]
    return choices


def _place_of(letter: str) -> int:
    return ord(letter.upper()) - (0xFF21 if ord(letter) > 0xFF00 else 65)
