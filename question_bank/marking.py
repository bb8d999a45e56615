"""One pure function marks an answer; web, tablet, regrade and verification all use it."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from question_bank.model import Item, ItemType, MarkingPolicy

_NUMBER = re.compile(r"[+-]?(\d{1,12}(\.\d{0,8})?|\.\d{1,8})")
_SEVERAL = (ItemType.multiple, ItemType.hotspot)
_NOTHING, _ALL = Fraction(0), Fraction(1)


@dataclass(frozen=True, slots=True)
class Mark:
    """The share of the points that an answer earns, 0 to 1."""

    fraction: Fraction

    @property
    def correct(self) -> bool:
        """Whether everything was earned."""
        return self.fraction == 1


def mark(item: Item, response: Sequence[str] | None) -> Mark:
    """Mark a response; None or empty is wrong, unknown choice ids and unreadable numbers are wrong and never raise."""
    given = tuple(response or ())
    if item.type is ItemType.ordering:
        return _all_or_nothing(given == item.answer_key)
    if item.type is ItemType.numeric:
        return _all_or_nothing(_is_near(item, given))
    if item.type is ItemType.blank:
        return _all_or_nothing(_is_accepted(item, given))
    chosen, right = set(given), set(item.answer_key)
    if chosen == right and len(given) == len(right):
        return Mark(_ALL)
    partial = item.type in _SEVERAL and item.policy is MarkingPolicy.partial
    if partial and chosen and chosen < right and len(given) == len(chosen):
        return Mark(Fraction(len(chosen), len(right)))
    return Mark(_NOTHING)


def _all_or_nothing(right: bool) -> Mark:
    return Mark(_ALL if right else _NOTHING)


def read_number(text: str) -> Decimal | None:
    """The number that somebody wrote (full- or half-width, blanks and thousands commas allowed), or None."""
    plain = re.sub(r"[\s,]", "", unicodedata.normalize("NFKC", text))
    if not _NUMBER.fullmatch(plain):
        return None
    try:
        return Decimal(plain)
    except InvalidOperation:
        return None


def _is_near(item: Item, given: tuple[str, ...]) -> bool:
    if len(given) != 1:
        return False
    number, right = read_number(given[0]), read_number(item.answer_key[0])
    if number is None or right is None:
        return False
    return abs(number - right) <= (read_number(item.tolerance or "0") or 0)


def _is_accepted(item: Item, given: tuple[str, ...]) -> bool:
    return len(given) == 1 and plain_words(given[0]) in {plain_words(one) for one in item.answer_key}


def plain_words(text: str) -> str:
    """Written words without what should not decide: width of characters, blanks, case, a full stop at the end."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).casefold().rstrip("。.")
