"""How evenly papers use the shipped bank and how much neighbours share, by the rules of before and by draw v3.

`python -m tests.bench.fairness [papers]`: default blueprints, quizzes of five and exams, every seed fixed.
"""

import hashlib
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from statistics import fmean

from examapp.domain.blueprints import PaperBlueprint, PoolItem, blueprint_from_dict, check_feasible
from examapp.domain.errors import DomainError
from examapp.domain.papers import Paper, assemble_paper
from examapp.domain.records import audience_pool
from examapp.domain.simulations import usable_items
from examapp.domain.surroundings import EarlierPaper, UseTable, surround
from examapp.services.exams.exam_papers import BLOCK, NEIGHBOURS
from examapp.services.papers.blueprint_defaults import DEFAULTS, blueprint_name, default_definition
from examapp.services.papers.paper_pools import describe_pool_item
from question_bank.model import Industry
from question_bank.store import load_bank

PAPERS, TOGETHER, KEY, YEARS = 300, 5, "b1r1", 4
SAMPLE = slice(None, None, 4)


@dataclass
class Drawn:
    """Papers of one blueprint in the order they were built, and the most that can be expected of its pool."""

    name: str
    papers: list[Paper] = field(default_factory=list)
    seconds: float = 0.0
    unfilled: int = 0

    @property
    def worst(self) -> float:
        """The share of the papers that the item used most stands on."""
        uses = Counter(slot.item_id for paper in self.papers for slot in paper.slots)
        return max(uses.values()) / len(self.papers)

    def overlaps(self, together: int, reach: int) -> Iterator[float]:
        """Items that two papers of ten share, of papers in one group that are at most `reach` apart."""
        for start in range(0, len(self.papers), together):
            for (first, one), (second, other) in combinations(
                enumerate(self.papers[start : start + together]), 2
            ):
                if second - first <= reach:
                    shared = {slot.item_id for slot in one.slots} & {slot.item_id for slot in other.slots}
                    yield len(shared) * 10 / len(one.slots)


def spot_before(blueprint: PaperBlueprint, pool: Sequence[PoolItem], count: int, drawn: Drawn) -> None:
    """Quizzes of five by draw v2."""
    for number in range(count):
        _note(
            drawn,
            lambda number=number: assemble_paper(
                blueprint, pool, _seed(number // TOGETHER), number % TOGETHER + 1, key=KEY
            ),
        )


def spot_after(blueprint: PaperBlueprint, pool: Sequence[PoolItem], count: int, drawn: Drawn) -> None:
    """Quizzes of five by draw v3; the papers of all quizzes before are counted, as they are a day later."""
    uses: Counter[str] = Counter()
    for start in range(0, count, TOGETHER):
        table = UseTable(len(drawn.papers), dict(uses))
        earlier: list[EarlierPaper] = []
        for number in range(1, TOGETHER + 1):
            paper = _note(
                drawn,
                lambda number=number, table=table, earlier=earlier, start=start: assemble_paper(
                    blueprint,
                    pool,
                    _seed(start // TOGETHER),
                    number,
                    key=KEY,
                    surroundings=surround(table, earlier, KEY),
                ),
            )
            if paper:
                earlier.append(EarlierPaper(KEY, paper.items))
        uses.update(item for paper in earlier for item in paper.items)


def exam_before(blueprint: PaperBlueprint, pool: Sequence[PoolItem], count: int, drawn: Drawn) -> None:
    """One exam by the rules of v1."""
    for number in range(1, count + 1):
        _note(drawn, lambda number=number: assemble_paper(blueprint, pool, _seed(0), number * 10 + 1))


def exam_after(blueprint: PaperBlueprint, pool: Sequence[PoolItem], count: int, drawn: Drawn) -> None:
    """One exam by draw v3, everybody in the hundred of the number."""
    earlier: list[EarlierPaper] = []
    for number in range(1, count + 1):
        if number % BLOCK == 1:
            earlier = []
        paper = _note(
            drawn,
            lambda number=number, earlier=earlier: assemble_paper(
                blueprint,
                pool,
                _seed(0),
                number * 10 + 1,
                key=KEY,
                surroundings=surround(UseTable(), earlier, KEY, near=NEIGHBOURS),
            ),
        )
        if paper:
            earlier.append(EarlierPaper(KEY, paper.items))


def repeats_of_a_person(blueprint: PaperBlueprint, pool: Sequence[PoolItem], *, fair: bool) -> float:
    """Items that somebody meets again in four papers within 90 days, per paper after the first, of ten."""
    again = []
    for person in range(10):
        met: set[str] = set()
        for time_of_year in range(YEARS):
            seed = _seed(1000 + person * YEARS + time_of_year)
            near = surround(UseTable(), [], KEY, met) if fair else None
            paper = assemble_paper(blueprint, pool, seed, 1, key=KEY, surroundings=near)
            items = {slot.item_id for slot in paper.slots}
            if met:
                again.append(len(items & met) * 10 / len(items))
            met |= items
    return fmean(again)


def _seed(number: int) -> bytes:
    return hashlib.sha256(f"examapp fairness {number}".encode()).digest()


def _note(drawn: Drawn, build: Callable[[], Paper]) -> Paper | None:
    began = time.process_time()
    try:
        paper = build()
    except DomainError:
        drawn.unfilled += 1
        return None
    drawn.seconds += time.process_time() - began
    drawn.papers.append(paper)
    return paper


def _bound(blueprint: PaperBlueprint, pool: Sequence[PoolItem]) -> float:
    """No rule can do better: items that a cell takes over those that it can take, in the narrowest cell."""
    return max(cell.count / sum(cell.takes(item) for item in pool) for cell in blueprint.cells)


def measure(purpose: str, count: int) -> None:
    """Print the figures of every fourth default blueprint before and after."""
    entries = [describe_pool_item(item) for item in load_bank().items.values()]
    rules = {"spot": (spot_before, spot_after), "exam": (exam_before, exam_after)}[purpose]
    together, reach = (TOGETHER, TOGETHER) if purpose == "spot" else (BLOCK, NEIGHBOURS)
    sides: dict[str, list[Drawn]] = {"before": [], "after": []}
    again: dict[str, list[float]] = {"before": [], "after": []}
    bounds = []
    for name, role, post, own, cells in DEFAULTS[SAMPLE]:
        blueprint = blueprint_from_dict(default_definition(role, cells, purpose))
        for industry in [own] if own else Industry:
            pool = audience_pool(entries, role=role.value, industry=industry.value, post=post and post.value)
            if not check_feasible(blueprint, pool):
                break
        pool = usable_items(blueprint, pool)
        bounds.append(_bound(blueprint, pool))
        for side, rule in zip(sides, rules, strict=True):
            drawn = Drawn(blueprint_name(purpose, name))
            rule(blueprint, pool, count, drawn)
            sides[side].append(drawn)
            again[side].append(repeats_of_a_person(blueprint, pool, fair=side == "after"))
        before, after = (papers[-1].worst for papers in sides.values())
        print(
            f"  {sides['after'][-1].name}：最常用的题 {before:.0%} → {after:.0%}（题库的限度 {bounds[-1]:.0%}）"
        )
    for side, blueprints in sides.items():
        overlaps = [share for drawn in blueprints for share in drawn.overlaps(together, reach)]
        deviations = [abs(paper.deviation or 0) for drawn in blueprints for paper in drawn.papers]
        roomy = [drawn.worst for drawn, bound in zip(blueprints, bounds, strict=True) if bound <= 0.18]
        papers = sum(len(drawn.papers) for drawn in blueprints)
        print(
            f"{purpose} {side}: n {papers} papers of {len(blueprints)} blueprints, "
            f"worst item {max(drawn.worst for drawn in blueprints):.1%}, "
            f"where the pool allows ({len(roomy)} blueprints) {max(roomy, default=0):.1%}; "
            f"neighbours share {fmean(overlaps):.2f} of 10, more than 2 in {fmean(s > 2 for s in overlaps):.2%} "
            f"of {len(overlaps)} pairs, most {max(overlaps):.1f}; again {fmean(again[side]):.2f} of 10; "
            f"deviation up to {max(deviations):.2f}, over 1 in {fmean(d > 1 for d in deviations):.2%}; "
            f"unfilled {sum(drawn.unfilled for drawn in blueprints)}; "
            f"{sum(drawn.seconds for drawn in blueprints) * 1000 / papers:.2f} CPU-ms a paper"
        )


if __name__ == "__main__":
    for asked in ("spot", "exam"):
        measure(asked, int(sys.argv[1]) if len(sys.argv) > 1 else PAPERS)
