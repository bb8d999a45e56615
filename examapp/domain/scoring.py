"""From marks to a score: integer tenths of a point, rounded half up per slot."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class SlotMark:
    """What one slot earned: its points and the share of them (0..1); a slot that was declared void does not count."""

    points: int
    fraction: Fraction
    counts: bool = True

    @property
    def tenths(self) -> int:
        """Earned tenths of a point."""
        # Whole numbers only: this runs for every slot of every hand-in, and fractions cost ten times as much.
        share, whole = self.fraction.numerator, self.fraction.denominator
        return (20 * share * self.points + whole) // (2 * whole)

    @property
    def correct(self) -> bool:
        """Whether the slot earned everything."""
        return self.fraction == 1


def total_score(marks: Iterable[SlotMark]) -> tuple[int, int]:
    """Score and full score in tenths, of the slots that count."""
    held = [mark for mark in marks if mark.counts]
    return sum(mark.tenths for mark in held), sum(mark.points * 10 for mark in held)


def is_passed(score_tenths: int, full_tenths: int, cut_score: int) -> bool:
    """Whether the share reached the cut score (percent of the full score); exactly on the line is passed."""
    return score_tenths * 100 >= cut_score * full_tenths
