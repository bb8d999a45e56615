"""Counts kept as results arrive: what a hand-in or a regrade adds, and how additions fold into sums."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

# What a sum is about: papers of an exam, of a spot quiz, of a blueprint; or people registered for an exam.
KINDS = ("exam", "quiz", "blueprint", "registered")


class Place(NamedTuple):
    """Where something is counted. `part` is the role of the people, for "registered" how they stand.

    `day` is that of the hand-in, for a quiz that of the inspection, for "registered" that of the registration;
    `enterprise_id` 0 = all enterprises together.
    """

    kind: str
    subject_id: int
    day: date
    enterprise_id: int
    part: str


@dataclass(frozen=True, slots=True)
class Count:
    """Papers (or people), those passed by the newest result, sums of the newest scores in tenths."""

    papers: int = 0
    passed: int = 0
    score_tenths: int = 0
    full_tenths: int = 0

    def __add__(self, other: "Count") -> "Count":
        # Written out: a job folds tens of thousands of these, and looking the fields up takes most of its time.
        return Count(
            self.papers + other.papers,
            self.passed + other.passed,
            self.score_tenths + other.score_tenths,
            self.full_tenths + other.full_tenths,
        )


def count_hand_in(passed: bool, score_tenths: int, full_tenths: int) -> Count:
    """What a first result adds."""
    return Count(1, int(passed), score_tenths, full_tenths)


def count_regrade(old: tuple[bool, int, int], new: tuple[bool, int, int]) -> Count:
    """What a newer result adds to the older one's (passed, score, full score)."""
    return Count(0, int(new[0]) - int(old[0]), new[1] - old[1], new[2] - old[2])


def standing(state: str) -> str:
    """How somebody registered stands: sitting still counts as due."""
    return "due" if state == "sitting" else state


def fold(counts: Iterable[tuple[Place, Count]]) -> dict[Place, Count]:
    """The sum of each place, in whatever order they come; places that add up to nothing are left out."""
    sums: dict[Place, Count] = {}
    for place, count in counts:
        sums[place] = sums.get(place, Count()) + count
    return {place: count for place, count in sums.items() if count != Count()}
