"""A blueprint against the live bank: what each cell can draw, and what a thousand papers would look like."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from examapp.domain.blueprints import (
    PaperBlueprint,
    PoolItem,
    Shortfall,
    blueprint_from_dict,
    check_feasible,
    competent_score,
    target_score,
    whole_cases,
)
from examapp.domain.simulations import EXAM, SPOT, Rhythm, Simulation, simulate
from examapp.models.bank import Blueprint
from examapp.services.papers.blueprint_pools import audience_of, published_entries

# Fewer than this many items for each that a cell takes, and people next to each other get the same ones.
ROOMY = 10


@dataclass(frozen=True, slots=True)
class Measured:
    """Per cell the pool's size and, where it is short, the shortfall; sums over the whole blueprint.

    `expected` balances the papers; `competent` is what a person who knows the work is expected to earn. Both in points.
    """

    sizes: tuple[int, ...]
    short: Mapping[int, Shortfall]
    cases: int
    expected: float | None
    competent: float | None
    cut_score: int
    full: int
    distinct: int

    @property
    def feasible(self) -> bool:
        """Whether every cell and the cases can be filled together."""
        return not self.short

    @property
    def competent_percent(self) -> float | None:
        """Of 100, comparable with the cut score."""
        return None if self.competent is None else self.competent * 100 / self.full

    @property
    def passes_the_competent(self) -> bool:
        """Whether somebody who knows the work is expected above the cut score."""
        return self.competent_percent is not None and self.competent_percent > self.cut_score


def measure_live(definition: Mapping, blueprint: Blueprint) -> Measured:
    """The definition against what is published now for the blueprint's audience. Raises blueprint_malformed."""
    made = blueprint_from_dict(definition)
    pool = audience_of(blueprint, published_entries())
    short = {one.cell_index: one for one in check_feasible(made, pool)}
    cases = whole_cases(pool)
    per_case = sum(map(len, cases.values())) / len(cases) if cases else 0
    return Measured(
        sizes=tuple(sum(cell.takes(item) for item in pool) for cell in made.cells),
        short=short,
        cases=len(cases),
        expected=None if short else target_score(made, pool),
        competent=None if short else competent_score(made, pool),
        cut_score=made.cut_score,
        full=sum(cell.count * cell.points for cell in made.cells)
        + round(made.cases * per_case * made.case_points),
        distinct=sum(any(cell.takes(item) for cell in made.cells) for item in pool),
    )


def simulate_live(definition: Mapping, blueprint: Blueprint) -> Simulation:
    """A thousand papers, the same ones for the same definition and bank. Raises blueprint_malformed, pool_too_small,
    tolerance_unreachable."""
    made = blueprint_from_dict(definition)
    rhythm = SPOT if blueprint.purpose == "spot" else EXAM
    return _simulated(made, tuple(audience_of(blueprint, published_entries())), rhythm)


@lru_cache(maxsize=64)
def _simulated(blueprint: PaperBlueprint, pool: tuple[PoolItem, ...], rhythm: Rhythm) -> Simulation:
    return simulate(blueprint, pool, rhythm=rhythm)
