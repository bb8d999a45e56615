"""A whole exam: mean, spread, reliability, standard error of measurement, histogram."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import fmean, stdev, variance

from examapp.domain.statistics.answers import ENOUGH, FEWEST_SHOWN


@dataclass(frozen=True, slots=True)
class PaperMarks:
    """One handed-in paper: which item stood in each slot, what it earned, what it was worth.

    `share` of the full score that counts, where a ruling took slots out of it; None = all slots count.
    """

    items: tuple[str, ...]
    earned: tuple[float, ...]
    points: tuple[float, ...]
    share: float | None = None

    @property
    def percent(self) -> float:
        """Score in percent of the full score."""
        return 100 * (sum(self.earned) / sum(self.points) if self.share is None else self.share)


@dataclass(frozen=True, slots=True)
class ExamFigures:
    """Scores in percent. `method` is "kr20", "alpha" or "random" (see `reliability`);
    None where nothing can be said.
    """

    n: int
    mean: float | None
    sd: float | None
    reliability: float | None
    method: str | None
    standard_error: float | None
    histogram: tuple[int, ...]

    @property
    def enough(self) -> bool:
        """Whether there are so many papers that reliability may be shown."""
        return self.n >= ENOUGH


def exam_figures(papers: Sequence[PaperMarks]) -> ExamFigures:
    """Everything at once; fewer than five papers give their number only."""
    if len(papers) < FEWEST_SHOWN:
        return ExamFigures(len(papers), None, None, None, None, None, ())
    scores = [paper.percent for paper in papers]
    found, method = reliability(papers)
    spread = stdev(scores)
    error = None if found is None else standard_error(spread, found)
    return ExamFigures(len(papers), fmean(scores), spread, found, method, error, histogram(scores))


def reliability(papers: Sequence[PaperMarks]) -> tuple[float | None, str | None]:
    """KR-20 or alpha when everybody had the same items; on random papers the one-way coefficient.

    None when the papers differ in length or nothing varies.
    """
    if len({len(paper.items) for paper in papers}) != 1:
        return None, None
    if len({tuple(sorted(paper.items)) for paper in papers}) == 1:
        order = [sorted(zip(paper.items, paper.earned, strict=True)) for paper in papers]
        rows = [[earned for _, earned in row] for row in order]
        binary = all(value in (0, 1) for row in _shares(papers) for value in row)
        even = len({points for paper in papers for points in paper.points}) == 1
        return cronbach_alpha(rows), "kr20" if binary and even else "alpha"
    return one_way_reliability(_shares(papers)), "random"


def _shares(papers: Sequence[PaperMarks]) -> list[list[float]]:
    return [[got / worth for got, worth in zip(one.earned, one.points, strict=True)] for one in papers]


def cronbach_alpha(rows: Sequence[Sequence[float]]) -> float | None:
    """Alpha of people x items; for right/wrong items it is KR-20. None for one item or equal totals.

    Source: L. J. Cronbach, Coefficient alpha and the internal structure of tests, Psychometrika 16 (1951) 297-334.
    """
    count = len(rows[0])
    totals = variance([sum(row) for row in rows])
    if count < 2 or totals < 1e-12:
        return None
    parts = sum(variance(column) for column in zip(*rows, strict=True))
    return count / (count - 1) * (1 - parts / totals)


def kr20(rows: Sequence[Sequence[int]]) -> float | None:
    """Kuder and Richardson's formula 20 in its own words: k/(k-1) * (1 - sum pq / variance of the totals).

    Source: G. F. Kuder & M. W. Richardson, The theory of the estimation of test reliability, Psychometrika 2 (1937) 151-160.
    """
    n, count = len(rows), len(rows[0])
    totals = [sum(row) for row in rows]
    mean = fmean(totals)
    spread = sum((total - mean) ** 2 for total in totals) / n
    if count < 2 or spread < 1e-12:
        return None
    shares = [fmean(column) for column in zip(*rows, strict=True)]
    return count / (count - 1) * (1 - sum(share * (1 - share) for share in shares) / spread)


def one_way_reliability(rows: Sequence[Sequence[float]]) -> float | None:
    """(MS between people - MS within) / MS between: for papers on which everybody had other items of one blueprint.

    It counts the luck of the paper as error, as it must when papers differ. None when people do not differ.
    Source: ICC(1,k) of P. E. Shrout & J. L. Fleiss, Intraclass correlations, Psychological Bulletin 86 (1979) 420-428;
    the same as the i:p design of R. L. Brennan, Generalizability Theory (2001).
    """
    count = len(rows[0])
    if count < 2 or len(rows) < 2:
        return None
    means = [fmean(row) for row in rows]
    between = count * variance(means)
    within = sum((value - mean) ** 2 for row, mean in zip(rows, means, strict=True) for value in row)
    within /= len(rows) * (count - 1)
    return (between - within) / between if between > 1e-12 else None


def standard_error(spread: float, found: float) -> float:
    """The standard error of measurement, SD * sqrt(1 - reliability), in the unit of the SD.

    Source: Crocker & Algina (1986), chapter 6. A reliability outside 0..1 is taken as the nearer end.
    """
    return spread * sqrt(1 - min(1.0, max(0.0, found)))


def histogram(scores: Sequence[float], width: int = 10) -> tuple[int, ...]:
    """Counts of percent scores in classes of `width`; 100 belongs to the last class."""
    counts = [0] * (100 // width)
    for score in scores:
        counts[min(int(score // width), len(counts) - 1)] += 1
    return tuple(counts)
