"""Several choices on one line: A. 甲  B. 乙, A.甲B.乙, A 甲 B 乙; only letters in a row count."""

import re

from examapp.adapters.item_files.prose.signs import Line, letter_of
from examapp.adapters.item_files.texts import clean

LONGEST_LINE = 20_000
_SIGNED = re.compile(r"(?<=[\s\u3000；;])[（(\[]?([A-Za-zＡ-Ｚａ-ｚ])\s?[.．、:：）)\]]")
# Behind a stem's end the first letter needs no blank, nor does a letter with the first one's sign.
_STEM = re.compile(r"(?<=[\s\u3000；;）)？?。：:])[（(\[]?([A-Za-zＡ-Ｚａ-ｚ])\s?([.．、:：）)\]])")
_CLOSE = re.compile(r"(?<![A-Za-z0-9Ａ-Ｚ、，,和或及与])([A-ZＡ-Ｚ])\s?([.．、])(?!\d)")
_BARE = re.compile(r"(?<=[\s\u3000])([A-ZＡ-Ｚ])[\s\u3000]+(?=\S)")
_GLUED = re.compile(r"(?<![A-Za-z0-9])[A-HＡ-Ｈ](?![A-Za-zＡ-Ｚ])")
_BEFORE_FIRST = " \u3000。？?）)：:_"
_LEAST_GLUED = 3
_BARE_CLOSE = re.compile(r"(?<=[\s\u3000])([A-ZＡ-Ｚ])(?=[一-龥])")


def split_stem(text: str) -> list[str]:
    """A stem with its choices on the same line: the stem first, then each choice."""
    if len(text) > LONGEST_LINE:
        return [text]
    firsts = [found for found in _STEM.finditer(text) if letter_of(found[1]) == 0]
    for found in firsts[:4]:
        rest = _split(text[found.end() :], 0, found[2], "signed", None)
        if len(rest) > 1:
            return [clean(text[: found.start()]), *rest]
    return [text]


def split_glued(text: str) -> list[str]:
    """A stem with choices that nothing parts (… A一月B六月C十月): letters in a row, each there once, three at least."""
    marks = [] if len(text) > LONGEST_LINE else list(_GLUED.finditer(text))
    letters = [letter_of(mark[0]) for mark in marks]
    begins = bool(marks) and (not marks[0].start() or text[marks[0].start() - 1] in _BEFORE_FIRST)
    if len(marks) < _LEAST_GLUED or letters != list(range(len(marks))) or not begins:
        return [text]
    ends = [*(mark.start() for mark in marks[1:]), len(text)]
    choices = [clean(text[mark.end() : end].strip("；;，,、")) for mark, end in zip(marks, ends, strict=True)]
    return [clean(text[: marks[0].start()]), *choices] if all(choices) else [text]


def split_choices(line: Line, most: int | None = None) -> list[str]:
    """The texts of the choices of one line that begins with a letter; `most` is the letter of the next such line."""
    found = re.match(r"[（(\[【]?[A-Za-zＡ-Ｚａ-ｚ]\s?([.．、:：）)\]】]?)", line.text)
    glued = not line.signed and line.text[1:2] not in (" ", "\u3000", "\t")
    way = "signed" if line.signed else "glued" if glued else "bare"
    return _split(line.rest, line.letter, found[1] if found else "", way, most)


def _split(text: str, letter: int, sign: str, way: str, most: int | None) -> list[str]:
    patterns = {"signed": (_SIGNED, _CLOSE), "bare": (_BARE,), "glued": (_BARE_CLOSE,)}[way]
    for pattern in patterns:
        parts, start, place = [], 0, letter
        for found in pattern.finditer(text):
            close = pattern is _CLOSE and found[2] != sign
            if letter_of(found[1]) != place + 1 or close or (most is not None and place + 1 >= most):
                continue
            parts.append(clean(text[start : found.start()]))
            start, place = found.end(), place + 1
        if parts:
            return [*parts, clean(text[start:])]
    return [clean(text)]


def inline_count(line: Line) -> int:
    """How many choices a line holds besides the one it begins with."""
    if line.kind == "choice":
        return len(split_choices(line)) - 1
    return len(split_stem(line.rest if line.is_number else line.text)) - 1
