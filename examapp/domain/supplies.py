"""How many papers a pool can give one person before an item or its twin comes again."""

from collections.abc import Sequence
from dataclasses import replace

from examapp.domain.blueprints import PaperBlueprint, PoolItem, Shortfall, check_feasible

# First paper, re-tests and the next years: what a blueprint should be able to give one person.
PAPERS_WANTED = 8


def many_papers(blueprint: PaperBlueprint, count: int) -> PaperBlueprint:
    """A blueprint as long as so many papers: it can be filled when they can be, all without a shared item or twin."""
    cells = tuple(replace(cell, count=cell.count * count) for cell in blueprint.cells)
    return replace(blueprint, cells=cells, cases=blueprint.cases * count)


def disjoint_papers(blueprint: PaperBlueprint, pool: Sequence[PoolItem], most: int = PAPERS_WANTED) -> int:
    """How many papers without a shared item or twin, at most `most`; cells compete for the same items."""
    for count in range(most, 0, -1):
        if not check_feasible(many_papers(blueprint, count), pool):
            return count
    return 0


def thin_cells(
    blueprint: PaperBlueprint, pool: Sequence[PoolItem], wanted: int = PAPERS_WANTED
) -> list[Shortfall]:
    """The cells that end before `wanted` papers, with the items that all those papers need and can get."""
    return check_feasible(many_papers(blueprint, wanted), pool)
