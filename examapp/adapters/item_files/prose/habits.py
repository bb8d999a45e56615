"""Habits of writing that the other readers need not know: ① as a number, A对 B错 as choices of a judgement."""

import re
from collections.abc import Sequence
from itertools import pairwise

_CIRCLED = {
    sign: at
    for start, first in ((0x2460, 1), (0x3251, 21), (0x32B1, 36))
    for at, sign in enumerate(map(chr, range(start, start + (20 if first == 1 else 15))), first)
}
_COUNTED = re.compile(r"^\s{0,40}([①-⑳㉑-㉟㊱-㊿])\s?[、.．:：)）]?\s?(?=[^\s①-⑳])")
_NUMBERED = re.compile(r"^\s{0,40}(?:\d{1,4}\s?[.．、]\s?(?!\d)|第\s?\d{1,4}\s?题|[（(]\d{1,3}[)）])")
# What only a whole question has: a choice A, or an answer.
_CORE = re.compile(r"答案|(?:^|[\s\u3000。？?）)])[（(]?[AＡ]\s?[.．、:：)）]")
_JUDGED = re.compile(
    r"^(.{0,2000}?[。？?！!）)\s\u3000]|)\s?[（(]?[AＡ]\s?[.．、:：]?\s?(对|正确|√|是)[\s\u3000;；,，/]{0,20}"
    r"[BＢ]\s?[.．、:：]?\s?(错|错误|×|否|不对)[)）]?\s?$"
)
_LONGEST = 2_000
_BOXES = frozenset("○◯□☐◇▢")
_BLANKED = "".join(_BOXES) + " \u3000"
_FULL = re.compile(r"^\s{0,40}[●■☑☒◉✓√]\s?[A-HＡ-Ｈ]\s?[.．、:：)）]")
_LETTERED = re.compile(r"[A-HＡ-Ｈ]\s?[.．、:：)）]")
_RIGHTS, _WRONGS = ("正确", "对", "是"), ("错误", "错", "不正确", "否")
_TAG_COUNT = re.compile(
    r"^(\s{0,40}[【\[](?:单选|多选|判断|填空|单项选择|多项选择)题?[】\]])\s?\d{1,3}\s?/\s?\d{1,3}\s*$"
)


def as_usual(lines: Sequence[str]) -> list[str]:
    """The same number of lines; nothing changes where nobody wrote so."""
    return _numbered([_judged(line) for line in _without_boxes(lines)])


def _without_boxes(lines: Sequence[str]) -> list[str]:
    """○ A. 甲 as A. 甲, ○ 正确 above ○ 错误 as choices, 【单选题】1/5 without its count."""
    if any(_FULL.match(line[:60]) for line in lines):
        # A full box may be somebody's tick: what it means a person must say.
        return list(lines)
    made = [_TAG_COUNT.sub(r"\1", line) if "/" in line[:24] else line for line in lines]
    for at, line in enumerate(made):
        if line.lstrip()[:1] not in _BOXES:
            continue
        bare = line.lstrip().lstrip("".join(_BOXES)).lstrip()
        if _LETTERED.match(bare[:12]):
            made[at] = bare
        elif bare in _RIGHTS and at + 1 < len(made) and made[at + 1].strip(_BLANKED) in _WRONGS:
            made[at], made[at + 1] = f"A. {bare}", f"B. {made[at + 1].strip(_BLANKED)}"
    return made


def _judged(line: str) -> str:
    if len(line) > _LONGEST or not any(sign in line[-6:] for sign in "错×否不"):
        return line
    found = _JUDGED.match(line)
    return f"{found[1]}{' ' if found[1] else ''}A. {found[2]}  B. {found[3]}" if found else line


def _numbered(lines: list[str]) -> list[str]:
    """①、②、 as 1、2、: only in a text without other numbers, where each has choices or an answer of its own."""
    marks = [
        (at, found)
        for at, line in enumerate(lines)
        if line.lstrip()[:1] in _CIRCLED and (found := _COUNTED.match(line[:_LONGEST]))
    ]
    if len(marks) < 2 or any(_NUMBERED.match(line[:60]) for line in lines):
        return lines
    ends = [at for at, _ in marks[1:]] + [len(lines)]
    whole = all(
        any(_CORE.search(line[:_LONGEST]) for line in lines[at:end])
        for (at, _), end in zip(marks, ends, strict=True)
    )
    counts = [_CIRCLED[found[1]] for _, found in marks]
    if not whole or any(after not in (1, before + 1) for before, after in pairwise(counts)):
        return lines
    made = list(lines)
    for at, found in marks:
        made[at] = f"{_CIRCLED[found[1]]}、{lines[at][found.end() :]}"
    return made
