"""From marks to a score: integer tenths of a point, rounded half up per slot."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction


class Counts(Enum):
    """Whether a slot counts towards score and full score: of a void one never, or where the paper is none the worse."""

    always = "always"
    if_better = "if_better"
    never = "never"


@dataclass(frozen=True, slots=True)
class SlotMark:
    """What one slot earned: its points, the share of them (0..1), and whether it counts."""

    points: int
    fraction: Fraction
    counts: Counts = Counts.always

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
    marks = list(marks)
    counting = [mark for mark in marks if mark.counts is Counts.always]
    score, full = sum(mark.tenths for mark in counting), sum(mark.points * 10 for mark in counting)
    if len(counting) == len(marks):
        return score, full
    # Best answers first: each is added as long as it lowers nobody's share, so no other choice of slots gives more.
    doubtful = [mark for mark in marks if mark.counts is Counts.if_better and mark.points]
    for mark in sorted(doubtful, key=lambda mark: Fraction(mark.tenths, mark.points), reverse=True):
        if mark.tenths and mark.tenths * full >= score * mark.points * 10 and (full or mark.correct):
            score, full = score + mark.tenths, full + mark.points * 10
    return score, full


def is_passed(score_tenths: int, full_tenths: int, cut_score: int) -> bool:
    """Whether the share reached the cut score (percent of the full score); exactly on the line is passed."""
    return score_tenths * 100 >= cut_score * full_tenths
