"""An item that is suddenly easier in one district than anywhere else: perhaps its answer is known there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import comb, sqrt
from statistics import NormalDist

from examapp.domain.statistics.answers import ENOUGH, Answer

FEWEST_IN_DISTRICT = 10
FALSE_ALARM_RATE = 0.05
LEAST_DIFFERENCE = 0.10


@dataclass(frozen=True, slots=True)
class Comparison:
    """Right answers of late in one district against all other answers to the same item."""

    item: str
    district: str
    right: int
    n: int
    rest_right: int
    rest_n: int

    @property
    def p_value(self) -> float:
        """One-sided: how likely so large a share is here if the item were equally easy everywhere."""
        if smallest_expected(self.right, self.n, self.rest_right, self.rest_n) < 5:
            return fisher_exact(self.right, self.n, self.rest_right, self.rest_n)
        return 1 - NormalDist().cdf(two_proportion_z(self.right, self.n, self.rest_right, self.rest_n))


def compare_districts(item: str, answers: Sequence[Answer]) -> list[Comparison]:
    """One comparison per district with enough recent answers; none when the rest has too few."""
    recent: dict[str, list[bool]] = {}
    for one in answers:
        if one.recent and one.district:
            recent.setdefault(one.district, []).append(one.right)
    total, right = len(answers), sum(one.right for one in answers)
    found = []
    for district, marks in sorted(recent.items()):
        if len(marks) >= FEWEST_IN_DISTRICT and total - len(marks) >= ENOUGH:
            found.append(
                Comparison(item, district, sum(marks), len(marks), right - sum(marks), total - len(marks))
            )
    return found


def find_drift(comparisons: Sequence[Comparison]) -> list[Comparison]:
    """The comparisons that stand out although so many were made; differences below 10 points are left alone."""
    accepted = benjamini_hochberg([one.p_value for one in comparisons], FALSE_ALARM_RATE)
    return [
        one
        for one, stands_out in zip(comparisons, accepted, strict=True)
        if stands_out and one.right / one.n - one.rest_right / one.rest_n >= LEAST_DIFFERENCE
    ]


def group_by_item(found: Sequence[Comparison]) -> Mapping[str, list[Comparison]]:
    """Alarms by item."""
    grouped: dict[str, list[Comparison]] = {}
    for one in found:
        grouped.setdefault(one.item, []).append(one)
    return grouped


def two_proportion_z(right: int, n: int, rest_right: int, rest_n: int) -> float:
    """The pooled z of two shares; its square is Pearson's chi-square of the 2 x 2 table. 0 when nothing varies.

    Source: Fleiss, Levin & Paik, Statistical Methods for Rates and Proportions (3rd ed. 2003), section 3.1.
    """
    pooled = (right + rest_right) / (n + rest_n)
    spread = sqrt(pooled * (1 - pooled) * (1 / n + 1 / rest_n))
    return (right / n - rest_right / rest_n) / spread if spread else 0.0


def fisher_exact(right: int, n: int, rest_right: int, rest_n: int) -> float:
    """P(as many right here or more), margins fixed (hypergeometric).

    Source: R. A. Fisher, The Design of Experiments (1935), chapter II.
    """
    all_right = right + rest_right
    whole = comb(n + rest_n, n)
    ways = (
        comb(all_right, k) * comb(n + rest_n - all_right, n - k) for k in range(right, min(n, all_right) + 1)
    )
    return sum(ways) / whole


def smallest_expected(right: int, n: int, rest_right: int, rest_n: int) -> float:
    """The smallest expected count of the 2 x 2 table; below 5 the normal approximation is not used (Cochran 1954)."""
    total, all_right = n + rest_n, right + rest_right
    return min(n, rest_n) * min(all_right, total - all_right) / total


def benjamini_hochberg(p_values: Sequence[float], rate: float) -> list[bool]:
    """Which hypotheses to reject so that at most `rate` of the rejected are expected to be true.

    Source: Y. Benjamini & Y. Hochberg, Controlling the false discovery rate, JRSS B 57 (1995) 289-300.
    """
    order = sorted(range(len(p_values)), key=lambda index: p_values[index])
    last = 0
    for rank, index in enumerate(order, start=1):
        if p_values[index] <= rank / len(order) * rate:
            last = rank
    rejected = set(order[:last])
    return [index in rejected for index in range(len(p_values))]
