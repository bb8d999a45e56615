"""One pure function marks an answer; web, tablet, regrade and verification all use it."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from question_bank.model import Item
from question_bank.types import rules_of


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
    return Mark(rules_of(item.type).mark(item, tuple(response or ())))
