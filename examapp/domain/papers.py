"""Papers: each a function of draw seed, frozen pool, blueprint and attempt number; balanced by a fixed exchange rule."""

import hashlib
import hmac
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from question_bank.model import EXPECTED_FACILITY

from examapp.domain.draws import order_ids
from examapp.domain.errors import DomainError

MAX_EXCHANGES = 60


@dataclass(frozen=True, slots=True)
class PoolItem:
    """What the draw looks at of an item: no text and no answer."""

    id: str
    revision: int
    type: str
    topic: str
    difficulty: int
    twin_group: str | None
    choice_ids: tuple[str, ...]
    shuffle: bool

    @property
    def group(self) -> str:
        """Items of one group never stand on one paper together; an item without twins is its own group."""
        return f"twin:{self.twin_group}" if self.twin_group else f"item:{self.id}"


@dataclass(frozen=True, slots=True)
class Cell:
    """One line of a blueprint: which items, how many, how many points each; empty types = every type."""

    topics: tuple[str, ...]
    types: tuple[str, ...]
    difficulty_min: int
    difficulty_max: int
    count: int
    points: int

    def takes(self, item: PoolItem) -> bool:
        """Whether the item may stand in this cell."""
        return (
            item.topic in self.topics
            and (not self.types or item.type in self.types)
            and self.difficulty_min <= item.difficulty <= self.difficulty_max
        )


@dataclass(frozen=True, slots=True)
class PaperBlueprint:
    """Cells, minutes, cut score in percent, tolerance of the expected score in points."""

    cells: tuple[Cell, ...]
    minutes: int
    cut_score: int
    tolerance: float


@dataclass(frozen=True, slots=True)
class PaperSlot:
    """One place on a paper: item revision, choices in this candidate's order, points."""

    item_id: str
    revision: int
    choices: tuple[str, ...]
    points: int


@dataclass(frozen=True, slots=True)
class Paper:
    """A finished paper of one attempt number."""

    number: int
    slots: tuple[PaperSlot, ...]
    expected_score: float


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A cell that the pool cannot fill together with the cells before it."""

    cell_index: int
    wanted: int
    available: int


def blueprint_from_dict(data: Mapping) -> PaperBlueprint:
    """The value of a saved definition. Raises blueprint_malformed."""
    try:
        cells = tuple(
            Cell(tuple(one["topics"]), tuple(one.get("types") or ()), int(one.get("difficulty_min", 1)),
                 int(one.get("difficulty_max", 5)), int(one["count"]), int(one["points"]))
            for one in data["cells"]
        )
        made = PaperBlueprint(cells, int(data["minutes"]), int(data["cut_score"]), float(data["tolerance"]))
    except (KeyError, TypeError, ValueError) as error:
        raise DomainError("blueprint_malformed", field=str(error)) from error
    check_blueprint(made)
    return made


def check_blueprint(blueprint: PaperBlueprint) -> None:
    """Raise blueprint_malformed for values out of range; the field is named."""
    limits = [
        ("cells", 1 <= len(blueprint.cells) <= 40),
        ("minutes", 1 <= blueprint.minutes <= 300),
        ("cut_score", 1 <= blueprint.cut_score <= 100),
        ("tolerance", 0.5 <= blueprint.tolerance <= 100),
    ]
    for cell in blueprint.cells:
        limits += [("topics", bool(cell.topics)), ("count", 1 <= cell.count <= 100), ("points", 1 <= cell.points <= 100),
                   ("difficulty", 1 <= cell.difficulty_min <= cell.difficulty_max <= 5)]
    for field, fits in limits:
        if not fits:
            raise DomainError("blueprint_malformed", field=field)


def blueprint_to_dict(blueprint: PaperBlueprint) -> dict:
    """Plain JSON values; `blueprint_from_dict` gives the same value again."""
    return {
        "minutes": blueprint.minutes, "cut_score": blueprint.cut_score, "tolerance": blueprint.tolerance,
        "cells": [
            {"topics": list(cell.topics), "types": list(cell.types), "difficulty_min": cell.difficulty_min,
             "difficulty_max": cell.difficulty_max, "count": cell.count, "points": cell.points}
            for cell in blueprint.cells
        ],
    }


def paper_to_dict(paper: Paper) -> dict:
    """Plain JSON values, as stored with the attempt and printed on the record."""
    return {
        "number": paper.number,
        "expected_score": round(paper.expected_score, 4),
        "slots": [
            {"item": slot.item_id, "revision": slot.revision, "choices": list(slot.choices), "points": slot.points} for slot in paper.slots
        ],
    }


def facility(item: PoolItem) -> float:
    """The share of people expected to answer right."""
    return EXPECTED_FACILITY[item.difficulty]


def target_score(blueprint: PaperBlueprint, pool: Sequence[PoolItem]) -> float:
    """What a paper of this blueprint should be expected to score: per cell the pool's mean facility times its points."""
    return sum(
        cell.count * cell.points * fmean(facility(item) for item in pool if cell.takes(item)) for cell in blueprint.cells
    )


def check_feasible(blueprint: PaperBlueprint, pool: Iterable[PoolItem]) -> list[Shortfall]:
    """Cells that cannot be filled, with cells competing for the same groups (augmenting paths, one seat at a time)."""
    groups: list[list[str]] = []
    held = list(pool)
    for cell in blueprint.cells:
        groups.append(sorted({item.group for item in held if cell.takes(item)}))
    owner: dict[str, int] = {}
    shortfalls = []
    for index, cell in enumerate(blueprint.cells):
        seated = 0
        for _ in range(cell.count):
            if not _seat(index, groups, owner, set()):
                break
            seated += 1
        if seated < cell.count:
            shortfalls.append(Shortfall(index, cell.count, seated))
    return shortfalls


def _seat(cell_index: int, groups: list[list[str]], owner: dict[str, int], seen: set[str]) -> bool:
    for group in groups[cell_index]:
        if group in seen:
            continue
        seen.add(group)
        if group not in owner or _seat(owner[group], groups, owner, seen):
            owner[group] = cell_index
            return True
    return False


def assemble_paper(
    blueprint: PaperBlueprint, pool: Sequence[PoolItem], draw_seed: bytes, number: int, excluded: frozenset[str] = frozenset()
) -> Paper:
    """The paper of one attempt number. Raises pool_too_small (with the cell) or tolerance_unreachable.

    `excluded` items (met before by this person) and their twins never appear.
    """
    barred = {item.group for item in pool if item.id in excluded}
    ranked = _rank([item for item in pool if item.group not in barred and item.id not in excluded], draw_seed, number)
    candidates = [[item for item in ranked if cell.takes(item)] for cell in blueprint.cells]
    chosen = _fill(blueprint, candidates)
    target = target_score(blueprint, pool)
    chosen = _balance(blueprint, candidates, chosen, target)
    return _finished(blueprint, chosen, draw_seed, number)


def _rank(items: Sequence[PoolItem], draw_seed: bytes, number: int) -> list[PoolItem]:
    prefix = f"item:{number}:".encode()
    return sorted(items, key=lambda item: hmac.digest(draw_seed, prefix + item.id.encode("utf-8"), hashlib.sha256))


def _fill(blueprint: PaperBlueprint, candidates: list[list[PoolItem]]) -> list[list[PoolItem]]:
    # Narrow cells first, so that a broad cell does not take what only the narrow one can use; ties by place.
    order = sorted(range(len(candidates)), key=lambda index: (len(candidates[index]) - blueprint.cells[index].count, index))
    taken: set[str] = set()
    chosen: list[list[PoolItem]] = [[] for _ in candidates]
    for index in order:
        for item in candidates[index]:
            if len(chosen[index]) == blueprint.cells[index].count:
                break
            if item.group not in taken:
                taken.add(item.group)
                chosen[index].append(item)
        if len(chosen[index]) < blueprint.cells[index].count:
            raise DomainError("pool_too_small", cell=index + 1, wanted=blueprint.cells[index].count, available=len(chosen[index]))
    return chosen


def _balance(
    blueprint: PaperBlueprint, candidates: list[list[PoolItem]], chosen: list[list[PoolItem]], target: float
) -> list[list[PoolItem]]:
    """Exchange one item at a time while the expected score is outside the tolerance.

    Fixed rule: of all exchanges within a cell, take the one that comes nearest to the target; ties go to the first cell,
    the first place in it, and the earliest candidate in drawn order.
    """
    expected = sum(facility(item) * cell.points for cell, items in zip(blueprint.cells, chosen, strict=True) for item in items)
    for _ in range(MAX_EXCHANGES):
        gap = expected - target
        if abs(gap) <= blueprint.tolerance:
            return chosen
        best = _best_exchange(blueprint, candidates, chosen, gap)
        if best is None:
            break
        index, place, item, change = best
        chosen[index][place] = item
        expected += change
    if abs(expected - target) <= blueprint.tolerance:
        return chosen
    raise DomainError("tolerance_unreachable", expected=round(expected, 2), target=round(target, 2))


def _best_exchange(blueprint: PaperBlueprint, candidates: list[list[PoolItem]], chosen: list[list[PoolItem]], gap: float):
    taken = {item.group for items in chosen for item in items}
    best, best_gap = None, abs(gap) - 1e-9
    for index, cell in enumerate(blueprint.cells):
        first_free = _first_per_difficulty(candidates[index], taken)
        for place, old in enumerate(chosen[index]):
            for new in first_free:
                change = (facility(new) - facility(old)) * cell.points
                if abs(gap + change) < best_gap - 1e-9:
                    best, best_gap = (index, place, new, change), abs(gap + change)
    return best


def _first_per_difficulty(candidates: list[PoolItem], taken: set[str]) -> list[PoolItem]:
    # Only the earliest free candidate of each difficulty can win, because the score looks at nothing else.
    first: dict[int, PoolItem] = {}
    for item in candidates:
        if item.difficulty not in first and item.group not in taken:
            first[item.difficulty] = item
            if len(first) == len(EXPECTED_FACILITY):
                break
    return list(first.values())


def _finished(blueprint: PaperBlueprint, chosen: list[list[PoolItem]], draw_seed: bytes, number: int) -> Paper:
    slots, expected = [], 0.0
    for cell, items in zip(blueprint.cells, chosen, strict=True):
        for item in items:
            choices = order_ids(draw_seed, f"choice:{number}:{item.id}:", item.choice_ids) if item.shuffle else item.choice_ids
            slots.append(PaperSlot(item.id, item.revision, tuple(choices), cell.points))
            expected += facility(item) * cell.points
    return Paper(number, tuple(slots), expected)
