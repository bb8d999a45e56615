"""Error rates of comparing faces: false match, false non-match, equal error, the DET curve; each share with its interval.

Terms of ISO/IEC 19795-1: a genuine pair shows one person twice, an impostor pair two people; smaller distances are more alike.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from examapp.domain.statistics.intervals import Interval, wilson_interval


@dataclass(frozen=True, slots=True)
class Comparison:
    """One pair of pictures and how far apart they are; `group` is of the person it was made for, or empty.

    `people` are the two whom the pictures show, by any names; the same one twice for a genuine pair.
    """

    distance: float
    same: bool
    group: str = ""
    people: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    count: int
    total: int

    @property
    def value(self) -> float | None:
        """None of nothing."""
        return self.count / self.total if self.total else None

    @property
    def interval(self) -> Interval | None:
        """95 percent by Wilson."""
        return wilson_interval(self.count, self.total) if self.total else None


@dataclass(frozen=True, slots=True)
class Rates:
    """What a threshold does: strangers taken for the person, and the person not recognised."""

    threshold: float
    false_match: Share
    false_non_match: Share


@dataclass(frozen=True, slots=True)
class PeopleRates:
    """Of so many people: missed at least once, taken for somebody else at least once. Pairs of one person are no
    independent trials; people are.
    """

    missed: Share
    mistaken: Share


def rates_at(comparisons: Sequence[Comparison], threshold: float) -> Rates:
    """A distance equal to the threshold still matches, as in a check."""
    impostors = [one for one in comparisons if not one.same]
    genuine = [one for one in comparisons if one.same]
    return Rates(
        threshold,
        Share(sum(one.distance <= threshold for one in impostors), len(impostors)),
        Share(sum(one.distance > threshold for one in genuine), len(genuine)),
    )


def trace_curve(comparisons: Sequence[Comparison]) -> list[Rates]:
    """The rates at every distance that changes any of them, from strict to lax."""
    genuine = sum(one.same for one in comparisons)
    impostors = len(comparisons) - genuine
    matched = missed = 0
    curve = [Rates(-1.0, Share(0, impostors), Share(genuine, genuine))]
    ordered = sorted(comparisons, key=lambda one: one.distance)
    for distance, alike in groupby(ordered, lambda one: one.distance):
        found = list(alike)
        missed += sum(one.same for one in found)
        matched += sum(not one.same for one in found)
        curve.append(Rates(distance, Share(matched, impostors), Share(genuine - missed, genuine)))
    return curve


def equal_error(comparisons: Sequence[Comparison]) -> tuple[float, float] | None:
    """(threshold, rate) where both errors are nearest to each other, the rate being their mean; None without both kinds."""
    points = [
        (abs(match - miss), (match + miss) / 2, one.threshold)
        for one in trace_curve(comparisons)
        if (match := one.false_match.value) is not None and (miss := one.false_non_match.value) is not None
    ]
    if not points:
        return None
    _, rate, threshold = min(points)
    return threshold, rate


def split_by_group(comparisons: Sequence[Comparison]) -> dict[str, list[Comparison]]:
    """Those of every named group, in the order of their names."""
    named = sorted((one for one in comparisons if one.group), key=lambda one: one.group)
    return {group: list(found) for group, found in groupby(named, lambda one: one.group)}


def rates_by_group(comparisons: Sequence[Comparison], threshold: float) -> dict[str, Rates]:
    """The rates of every named group, in the order of their names."""
    return {group: rates_at(found, threshold) for group, found in split_by_group(comparisons).items()}


def rates_by_person(comparisons: Sequence[Comparison], threshold: float) -> PeopleRates:
    """How many people the threshold wrongs, whatever the number of their pictures."""
    genuine = [one for one in comparisons if one.same]
    impostor = [one for one in comparisons if not one.same]
    missed = {one.people[0] for one in genuine if one.distance > threshold}
    mistaken = {person for one in impostor if one.distance <= threshold for person in one.people}
    return PeopleRates(
        Share(len(missed), len({one.people[0] for one in genuine})),
        Share(len(mistaken), len({person for one in impostor for person in one.people})),
    )


def ratio_of_false_matches(groups: dict[str, Rates]) -> float | None:
    """How many times the false match rate of one group is that of another; None where a group has none or no sample."""
    matches = [one.false_match for one in groups.values() if one.false_match.total]
    rates = [share.count / share.total for share in matches]
    return max(rates) / min(rates) if len(rates) > 1 and min(rates) else None


def widest_difference(groups: dict[str, Rates]) -> tuple[float, float] | None:
    """How far false non-match rates of groups lie apart: as measured, and at most by their intervals; None for fewer than two."""
    known = [one.false_non_match for one in groups.values() if one.false_non_match.total]
    if len(known) < 2:
        return None
    values = [one.count / one.total for one in known]
    bounds = [wilson_interval(one.count, one.total) for one in known]
    return max(values) - min(values), max(high for _, high in bounds) - min(low for low, _ in bounds)
