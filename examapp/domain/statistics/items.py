"""Facility, discrimination and time of one item over the people who met it."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import fmean, quantiles

from examapp.domain.statistics.answers import ENOUGH, Answer
from examapp.domain.statistics.intervals import Interval, correlation_interval, wilson_interval


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure, how many answers it rests on, and its 95 % interval (None when there is none)."""

    value: float
    n: int
    interval: Interval | None

    @property
    def enough(self) -> bool:
        """Whether it rests on so many answers that it may be shown."""
        return self.n >= ENOUGH


def facility(answers: Sequence[Answer]) -> Estimate | None:
    """The share of people who earned everything, with Wilson's interval; None without an answer.

    Source: Crocker & Algina, Introduction to Classical and Modern Test Theory (1986), chapter 5 (item difficulty p).
    """
    if not answers:
        return None
    right = sum(one.right for one in answers)
    return Estimate(right / len(answers), len(answers), wilson_interval(right, len(answers)))


def discrimination(answers: Sequence[Answer]) -> Estimate | None:
    """Correlation of the item with the rest of the paper (point biserial for right/wrong), with Fisher's interval.

    The item itself is left out of the rest, else it would correlate with itself. None when one side does not vary.
    Source: Crocker & Algina (1986), chapter 14; the correction: Henrysson, Psychometrika 28 (1963) 211-218.
    """
    r = correlation([one.share for one in answers], [one.rest for one in answers])
    return None if r is None else Estimate(r, len(answers), correlation_interval(r, len(answers)))


def correlation(first: Sequence[float], second: Sequence[float]) -> float | None:
    """Pearson's r; None for fewer than two pairs or when one side does not vary."""
    if len(first) < 2:
        return None
    mean_first, mean_second = fmean(first), fmean(second)
    left = [value - mean_first for value in first]
    right = [value - mean_second for value in second]
    spread = sum(value * value for value in left) * sum(value * value for value in right)
    if spread < 1e-18:
        return None
    r = sum(one * other for one, other in zip(left, right, strict=True)) / sqrt(spread)
    return max(-1.0, min(1.0, r))


def time_quartiles(answers: Sequence[Answer]) -> tuple[float, float, float] | None:
    """Quartiles of the seconds spent, by linear interpolation (type 7 of Hyndman & Fan, The American Statistician 50
    (1996) 361-365); None when fewer than two times are known."""
    known = [one.seconds for one in answers if one.seconds is not None]
    if len(known) < 2:
        return None
    low, middle, high = quantiles(known, n=4, method="inclusive")
    return low, middle, high
