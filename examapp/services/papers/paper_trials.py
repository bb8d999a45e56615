"""The default blueprints tried on a bank, without a database: papers for one person, and what a guesser earns."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from random import Random
from statistics import fmean

from examapp.domain.blueprints import Cell, PaperBlueprint, PoolItem, blueprint_from_dict, check_feasible
from examapp.domain.papers import Paper
from examapp.domain.records import audience_pool
from examapp.domain.simulations import EXAM, SPOT, Rhythm, draw_papers, usable_items
from examapp.domain.supplies import disjoint_papers, thin_cells
from examapp.services.papers.blueprint_defaults import DEFAULTS, LENGTHS, blueprint_name, default_definition
from examapp.services.papers.paper_pools import describe_pool_item
from question_bank.guessing.guesser import Guesser, make_guesser
from question_bank.model import Industry, Item

SEED = b"examapp guesser"
MOST_GUESSED = 95


@dataclass(frozen=True, slots=True)
class ThinCell:
    """A cell of which one person sees the end: items that eight papers need, and what there is."""

    topics: tuple[str, ...]
    difficulty_max: int
    industry: Industry
    wanted: int
    available: int


@dataclass(frozen=True, slots=True)
class PaperTrial:
    """`papers` is the least over the industries that the blueprint can be filled in; guessed points are of 100."""

    name: str
    papers: int
    narrowest: Industry
    thin: tuple[ThinCell, ...]
    guessed: tuple[float, ...]
    cut_score: int

    @property
    def guessed_passes(self) -> float:
        """The share of the simulated papers that a guesser passes."""
        return fmean(points >= self.cut_score for points in self.guessed)

    @property
    def guessed_mean(self) -> float:
        """Over all simulated papers."""
        return fmean(self.guessed)

    @property
    def guessed_high(self) -> float:
        """What 95 of 100 papers stay at or below."""
        return sorted(self.guessed)[ceil(len(self.guessed) * MOST_GUESSED / 100) - 1]


def try_defaults(items: Mapping[str, Item], guessed_papers: int) -> Iterator[PaperTrial]:
    """Every default blueprint of both purposes on this bank; the same seeds each time."""
    entries = [describe_pool_item(item) for item in items.values()]
    guesser = make_guesser(list(items.values()))
    for purpose in LENGTHS:
        for name, role, post, own, cells in DEFAULTS:
            blueprint = blueprint_from_dict(default_definition(role, cells, purpose))
            pools = {
                industry: audience_pool(
                    entries, role=role.value, industry=industry.value, post=post and post.value
                )
                for industry in ([own] if own else Industry)
            }
            pools = {
                industry: usable_items(blueprint, pool)
                for industry, pool in pools.items()
                if not check_feasible(blueprint, pool)
            }
            rhythm = SPOT if purpose == "spot" else EXAM
            drawn = _draw(blueprint, list(pools.values()), guessed_papers, rhythm)
            points = tuple(_guess(paper, items, guesser) for paper in drawn)
            yield _trial(blueprint_name(purpose, name), blueprint, pools, points)


def _guess(paper: Paper, items: Mapping[str, Item], guesser: Guesser) -> float:
    # One dice per paper and item: the figures do not move when another item is added elsewhere.
    earned = sum(
        slot.points * guesser.earns(items[slot.item_id], Random(f"{paper.number} {slot.item_id}"))
        for slot in paper.slots
    )
    return float(earned * 100 / sum(slot.points for slot in paper.slots))


def _trial(
    name: str,
    blueprint: PaperBlueprint,
    pools: Mapping[Industry, Sequence[PoolItem]],
    guessed: tuple[float, ...],
) -> PaperTrial:
    counts = {industry: disjoint_papers(blueprint, pool) for industry, pool in pools.items()}
    narrowest = min(counts, key=counts.__getitem__)
    thin = tuple(
        _thin(blueprint.cells[short.cell_index], industry, short.wanted, short.available)
        for industry, pool in pools.items()
        for short in thin_cells(blueprint, pool)
    )
    return PaperTrial(name, counts[narrowest], narrowest, thin, guessed, blueprint.cut_score)


def _thin(cell: Cell, industry: Industry, wanted: int, available: int) -> ThinCell:
    return ThinCell(cell.topics, cell.difficulty_max, industry, wanted, available)


def _draw(
    blueprint: PaperBlueprint, pools: Sequence[Sequence[PoolItem]], count: int, rhythm: Rhythm
) -> Iterator[Paper]:
    """By the rules of today, as many from every industry."""
    seed = hashlib.sha256(SEED).digest()
    for pool in pools:
        yield from draw_papers(blueprint, pool, -(-count // len(pools)), seed, rhythm)
