"""Brackets and blanks of a stem, and whether one can hold the answer: a unit or a sign in brackets never does."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from examapp.adapters.item_files.answers import plain, read_judgement, read_letters

_OPEN, _CLOSE = "（([【", "）)]】"
_SIGNS = re.compile(r"[（(\[【）)\]】]")
_BLANKS = " \u3000\xa0"
LONGEST_INNER = 24
# A longer text is no question that could be taken.
LONGEST_TEXT = 4_000
# Letters that stand for right or wrong as well as for a unit, a force, a choice of another kind.
_UNCLEAR = frozenset("vtyrnfwx")
_SENTENCE_ENDS = "。！？!?."
# What is counted in these is written behind them in brackets: 伏特（V）, 安培（A）, 分贝（A）.
_UNITS = (
    "伏特", "伏", "安培", "安", "牛顿", "牛", "吨", "瓦", "瓦特", "欧姆", "欧", "分贝", "赫兹", "库仑", "法拉", "亨利", "焦耳",
    "帕", "帕斯卡", "开尔文", "摄氏度", "千克", "公斤", "克", "米", "秒", "分钟", "小时", "天", "升", "电流", "电压", "电阻",
    "电容", "声级", "计权", "单位",
)  # fmt: skip
# A class, not an answer: （A）类火灾, （B）级防护.
_CLASSES = "类级型区段项点组相线字号极种度证照款档"


@dataclass(frozen=True, slots=True)
class Bracket:
    """One bracket or underlined gap: `start` and `end` bound what stands inside, blanks not counted."""

    start: int
    end: int
    inner: str
    padded: bool
    before: str
    after: str
    at_end: bool


def brackets_of(text: str) -> Iterator[Bracket]:
    """The innermost brackets and underlined gaps with something in them, in order."""
    opened = -1
    for found in _SIGNS.finditer(text):
        at = found.start()
        if found[0] in _OPEN:
            opened = at
        elif opened >= 0:
            made = _bracket(text, opened, at)
            opened = -1
            if made is not None:
                yield made
    yield from _gaps(text)


def _gaps(text: str) -> Iterator[Bracket]:
    """__A__: what stands between two underlinings."""
    if "_" not in text:
        return
    runs, at = [], 0
    while (start := text.find("_", at)) >= 0:
        at = start
        while at < len(text) and text[at] == "_":
            at += 1
        runs.append((start, at))
    for (_, first), (second, _) in pairwise(runs):
        made = _bracket(text, first - 1, second)
        if made is not None and second - first <= LONGEST_INNER:
            yield Bracket(made.start, made.end, made.inner, True, "", "", made.at_end)


def _bracket(text: str, opened: int, closed: int) -> Bracket | None:
    start, end = opened + 1, closed
    while start < end and text[start] in _BLANKS:
        start += 1
    while end > start and text[end - 1] in _BLANKS:
        end -= 1
    if not 0 < end - start <= LONGEST_INNER:
        return None
    padded = start > opened + 1 or end < closed
    before = text[max(0, opened - 4) : opened]
    at_end = closed > _last_word(text)
    return Bracket(start, end, text[start:end], padded, before, text[closed + 1 : closed + 2], at_end)


@lru_cache(maxsize=4)
def _last_word(text: str) -> int:
    """The place of the last letter or figure; -1 when there is none."""
    return next((at for at in range(len(text) - 1, -1, -1) if text[at].isalnum()), -1)


def has_gap(text: str) -> bool:
    """Whether an empty place for the answer stands in the text: （ ） or ____."""
    if "__" in text:
        return True
    if len(text) > LONGEST_TEXT:
        return False
    opened = -1
    for at, sign in enumerate(text):
        if sign in _OPEN:
            opened = at
        elif sign in _CLOSE and opened >= 0:
            if all(one in _BLANKS for one in text[opened + 1 : at]) and at - opened <= LONGEST_INNER * 2:
                return True
            opened = -1
    return False


def answer_places(text: str, fits: Callable[[str], bool]) -> list[Bracket]:
    """The brackets whose content fits and whose place is one of an answer."""
    good = [one for one in brackets_of(text) if fits(one.inner) and _is_place(one)]
    if not good:
        return []
    sure = [one for one in good if one.padded or one.at_end]
    if sure:
        # Ticks elsewhere in the text judge another sentence, or this one otherwise.
        return sure + [one for one in good if one not in sure and is_tick(one.inner)]
    return [] if has_gap(text) else good


def _is_place(one: Bracket) -> bool:
    letter = plain(one.inner)
    if len(letter) == 1 and letter in _UNCLEAR and read_letters(one.inner) and not one.padded:
        # （T） behind a full stop ticks a sentence; （V） behind a word is a unit.
        before = one.before.rstrip(_BLANKS)
        behind = before[-1:] in _SENTENCE_ENDS or not before
        if not (letter in "tf" and behind):
            return False
    if one.padded:
        return True
    sign = one.before[-1:]
    if (sign.isascii() and (sign.isalnum() or sign in "%/")) or sign in "°℃Ωμ㎡㎜㎝":
        return False
    if read_letters(one.inner) and one.before.rstrip(_BLANKS).endswith(_UNITS):
        return False
    return one.at_end or one.after not in _CLASSES or not one.after


def is_tick(text: str) -> bool:
    """Whether a bracket's content says right or wrong: signs and words, and of letters only T and F."""
    word = plain(text)
    return (
        read_judgement(text) is not None and word not in ("0", "1") and (word not in _UNCLEAR or word in "tf")
    )


def holds_answer(text: str) -> bool:
    """Whether a bracket of the line can hold an answer of any kind."""
    if len(text) > LONGEST_TEXT or not any(sign in text for sign in "）)]】_"):
        return False
    return bool(answer_places(text, _is_any_answer))


def _is_any_answer(inner: str) -> bool:
    letters = read_letters(inner)
    if letters is not None:
        return (len(letters) <= 8 and letters == sorted(set(letters)) and max(letters) <= "h") or is_tick(
            inner
        )
    return is_tick(inner)
