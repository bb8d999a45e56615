"""One pure function marks an answer; web, tablet, regrade and verification all use it."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from question_bank.model import Item, ItemType, MarkingPolicy


@dataclass(frozen=True, slots=True)
class Mark:
    """The share of the points that an answer earns, 0 to 1."""

    fraction: Fraction

    @property
    def correct(self) -> bool:
        """Whether everything was earned."""
        return self.fraction == 1


def mark(item: Item, response: Sequence[str] | None) -> Mark:
    """Mark a response; None or empty is wrong, unknown choice ids are wrong and never raise."""
    given = tuple(response or ())
    if item.type is ItemType.ordering:
        return Mark(Fraction(given == item.answer_key))
    chosen, right = set(given), set(item.answer_key)
    if chosen == right and len(given) == len(right):
        return Mark(Fraction(1))
    partial = item.type is ItemType.multiple and item.policy is MarkingPolicy.partial
    if partial and chosen and chosen < right and len(given) == len(chosen):
        return Mark(Fraction(len(chosen), len(right)))
    return Mark(Fraction(0))
