"""What a blueprint will do: many papers drawn by the real rule with seeds that anybody can repeat."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import fmean, pstdev

from examapp.domain.blueprints import PaperBlueprint, PoolItem, facility, target_score, whole_cases
from examapp.domain.errors import DomainError
from examapp.domain.papers import Paper, assemble_paper
from examapp.domain.surroundings import EarlierPaper, UseTable, surround

PAPERS = 1000
SEED = b"examapp blueprint simulation"
KEY = "b1r1"


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How papers come about: so many `together`, of which the last `near` (or all) sit beside the next one.

    `counted`: the papers of all groups before are counted, as spot quizzes count ninety days.
    """

    together: int
    near: int | None
    counted: bool


SPOT, EXAM = Rhythm(5, None, counted=True), Rhythm(100, 8, counted=False)


@dataclass(frozen=True, slots=True)
class Simulation:
    """Figures in points. `expected` counts papers per whole point of the expected score, in ascending order.

    `person_sd` is how far one average person's score spreads by luck alone; `most_shared` the largest share of papers
    that one item stands on; `failed` papers that could not be balanced within the tolerance.
    """

    papers: int
    failed: int
    target: float
    full: int
    mean: float
    sd: float
    low: float
    high: float
    person_sd: float
    used_items: int
    most_shared: float
    expected: tuple[tuple[int, int], ...]


def usable_items(blueprint: PaperBlueprint, pool: Sequence[PoolItem]) -> list[PoolItem]:
    """The items that a cell or a case can take: the others cannot change any paper."""
    cases = {item.id for items in whole_cases(pool).values() for item in items} if blueprint.cases else set()
    return [item for item in pool if item.id in cases or any(cell.takes(item) for cell in blueprint.cells)]


def simulate(
    blueprint: PaperBlueprint, pool: Sequence[PoolItem], papers: int = PAPERS, *, rhythm: Rhythm = SPOT
) -> Simulation:
    """Draw so many papers by draw v3. Raises pool_too_small."""
    usable = usable_items(blueprint, pool)
    drawn = list(draw_papers(blueprint, usable, papers, hashlib.sha256(SEED).digest(), rhythm))
    if not drawn:
        raise DomainError("tolerance_unreachable")
    scores = [paper.expected_score for paper in drawn]
    difficulty = {item.id: facility(item) for item in usable}
    met: dict[str, int] = {}
    for paper in drawn:
        for slot in paper.slots:
            met[slot.item_id] = met.get(slot.item_id, 0) + 1
    return Simulation(
        papers=papers,
        failed=papers - len(drawn),
        target=target_score(blueprint, pool),
        full=sum(slot.points for slot in drawn[0].slots),
        mean=fmean(scores),
        sd=pstdev(scores),
        low=min(scores),
        high=max(scores),
        person_sd=fmean(_luck(paper, difficulty) for paper in drawn),
        used_items=len(met),
        most_shared=max(met.values()) / len(drawn),
        expected=_classes(scores),
    )


def draw_papers(
    blueprint: PaperBlueprint, pool: Sequence[PoolItem], papers: int, seed: bytes, rhythm: Rhythm
) -> Iterator[Paper]:
    """Papers 1, 2, ... of this seed by draw v3; those that cannot be balanced are left out. Raises pool_too_small."""
    uses: Counter[str] = Counter()
    count = 0
    for start in range(1, papers + 1, rhythm.together):
        table = UseTable(count, dict(uses)) if rhythm.counted else UseTable()
        earlier: list[EarlierPaper] = []
        for number in range(start, min(start + rhythm.together, papers + 1)):
            near = surround(table, earlier, KEY, near=rhythm.near)
            try:
                paper = assemble_paper(blueprint, pool, seed, number, key=KEY, surroundings=near)
            except DomainError as error:
                if error.code != "tolerance_unreachable":
                    raise
                continue
            earlier.append(EarlierPaper(KEY, paper.items))
            yield paper
        uses.update(item for paper in earlier for item in paper.items)
        count += len(earlier)


def _luck(paper: Paper, difficulty: dict[str, float]) -> float:
    # Right or wrong on each item alone: the variance of a sum of independent marks.
    shares = [(difficulty[slot.item_id], slot.points) for slot in paper.slots]
    return sqrt(sum(points * points * share * (1 - share) for share, points in shares))


def _classes(scores: Sequence[float]) -> tuple[tuple[int, int], ...]:
    counts: dict[int, int] = {}
    for score in scores:
        counts[round(score)] = counts.get(round(score), 0) + 1
    low, high = min(counts), max(counts)
    return tuple((point, counts.get(point, 0)) for point in range(low, high + 1))
