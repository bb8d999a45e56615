"""Blueprints: which items a paper takes, and whether a pool can fill it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import fmean

from examapp.domain.errors import DomainError
from question_bank.model import COMPETENT_FACILITY, EXPECTED_FACILITY

DEFAULT_CASE_POINTS = 10
MOST_CASES = 5


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
    case_id: str | None = None
    case_place: int = 0
    case_size: int = 0

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
        """Whether the item may stand in this cell; items of a case come only with their whole case."""
        return (
            item.case_id is None
            and item.topic in self.topics
            and (not self.types or item.type in self.types)
            and self.difficulty_min <= item.difficulty <= self.difficulty_max
        )


@dataclass(frozen=True, slots=True)
class PaperBlueprint:
    """Cells, minutes, cut score in percent, tolerance of the expected score in points; whole cases after the cells.

    `cases` is the number of cases, `case_points` the points of each of their items.
    """

    cells: tuple[Cell, ...]
    minutes: int
    cut_score: int
    tolerance: float
    cases: int = 0
    case_points: int = DEFAULT_CASE_POINTS


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A cell that the pool cannot fill together with the cells before it; index -1 stands for the cases."""

    cell_index: int
    wanted: int
    available: int

    @property
    def cell(self) -> int | str:
        """The cell as people count it, from 1; "cases" for the cases."""
        return "cases" if self.cell_index < 0 else self.cell_index + 1


def blueprint_from_dict(data: Mapping) -> PaperBlueprint:
    """The value of a saved definition. Raises blueprint_malformed."""
    try:
        cells = tuple(
            Cell(
                tuple(one["topics"]),
                tuple(one.get("types") or ()),
                int(one.get("difficulty_min", 1)),
                int(one.get("difficulty_max", 5)),
                int(one["count"]),
                int(one["points"]),
            )
            for one in data["cells"]
        )
        made = PaperBlueprint(
            cells,
            int(data["minutes"]),
            int(data["cut_score"]),
            float(data["tolerance"]),
            int(data.get("cases", 0)),
            int(data.get("case_points", DEFAULT_CASE_POINTS)),
        )
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
        ("cases", 0 <= blueprint.cases <= MOST_CASES),
        ("case_points", 1 <= blueprint.case_points <= 100),
    ]
    for cell in blueprint.cells:
        limits += [
            ("topics", bool(cell.topics)),
            ("count", 1 <= cell.count <= 100),
            ("points", 1 <= cell.points <= 100),
            ("difficulty", 1 <= cell.difficulty_min <= cell.difficulty_max <= 5),
        ]
    for field, fits in limits:
        if not fits:
            raise DomainError("blueprint_malformed", field=field)


def blueprint_to_dict(blueprint: PaperBlueprint) -> dict:
    """Plain JSON values; `blueprint_from_dict` gives the same value again.

    Cases stand in it only when there are some: digests of definitions stored before cases existed still hold.
    """
    cases = {"cases": blueprint.cases, "case_points": blueprint.case_points} if blueprint.cases else {}
    return {
        **cases,
        "minutes": blueprint.minutes,
        "cut_score": blueprint.cut_score,
        "tolerance": blueprint.tolerance,
        "cells": [
            {
                "topics": list(cell.topics),
                "types": list(cell.types),
                "difficulty_min": cell.difficulty_min,
                "difficulty_max": cell.difficulty_max,
                "count": cell.count,
                "points": cell.points,
            }
            for cell in blueprint.cells
        ],
    }


def facility(item: PoolItem) -> float:
    """The share of people expected to answer right."""
    return EXPECTED_FACILITY[item.difficulty]


def target_score(
    blueprint: PaperBlueprint, pool: Sequence[PoolItem], case_items: float | None = None
) -> float:
    """What a paper should be expected to score: per cell, and per item of a case, the pool's mean facility times points.

    `case_items` is how many items the cases of one paper have; without it, the mean over the pool's cases.
    """
    return _mean_score(blueprint, pool, EXPECTED_FACILITY, case_items)


def competent_score(blueprint: PaperBlueprint, pool: Sequence[PoolItem]) -> float:
    """Points that a person who knows the work is expected to earn on one paper (docs/item-writing.md)."""
    return _mean_score(blueprint, pool, COMPETENT_FACILITY)


def _mean_score(
    blueprint: PaperBlueprint,
    pool: Sequence[PoolItem],
    shares: Mapping[int, float],
    case_items: float | None = None,
) -> float:
    cells = sum(
        cell.count * cell.points * fmean(shares[item.difficulty] for item in pool if cell.takes(item))
        for cell in blueprint.cells
    )
    groups = list(whole_cases(pool).values()) if blueprint.cases else []
    if not groups:
        return cells
    count = blueprint.cases * fmean(map(len, groups)) if case_items is None else case_items
    share = fmean(shares[item.difficulty] for group in groups for item in group)
    return cells + count * blueprint.case_points * share


def whole_cases(pool: Iterable[PoolItem]) -> dict[str, tuple[PoolItem, ...]]:
    """The cases of which every item is in the pool, by id; items in the order they are asked."""
    members: dict[str, list[PoolItem]] = {}
    for item in pool:
        if item.case_id is not None:
            members.setdefault(item.case_id, []).append(item)
    ordered = {
        case_id: tuple(sorted(items, key=lambda item: item.case_place)) for case_id, items in members.items()
    }
    return {case_id: items for case_id, items in ordered.items() if _is_whole(items)}


def _is_whole(items: Sequence[PoolItem]) -> bool:
    places = [item.case_place for item in items]
    groups = {item.group for item in items}
    return places == list(range(1, items[0].case_size + 1)) and len(groups) == len(items)


def check_feasible(blueprint: PaperBlueprint, pool: Iterable[PoolItem]) -> list[Shortfall]:
    """Cells that cannot be filled, with cells competing for the same groups (augmenting paths, one seat at a time).

    With cases, what holds for every draw is counted: of cases that share twins one, and no twin of any case in a cell.
    """
    held = list(pool)
    shortfalls, used = _check_cases(blueprint, held)
    groups = [sorted({item.group for item in held if cell.takes(item)} - used) for cell in blueprint.cells]
    owner: dict[str, int] = {}
    for index, cell in enumerate(blueprint.cells):
        seated = 0
        for _ in range(cell.count):
            if not _seat(index, groups, owner, set()):
                break
            seated += 1
        if seated < cell.count:
            shortfalls.append(Shortfall(index, cell.count, seated))
    return shortfalls


def shorten(blueprint: PaperBlueprint, pool: Sequence[PoolItem]) -> PaperBlueprint:
    """The blueprint with as many items in each cell, and as many cases, as the pool can give.

    A pool that can give all of it, or nothing, leaves the blueprint as it is.
    """
    short = {one.cell_index: one.available for one in check_feasible(blueprint, pool)}
    cells = [replace(cell, count=short.get(index, cell.count)) for index, cell in enumerate(blueprint.cells)]
    filled = tuple(cell for cell in cells if cell.count)
    if not filled:
        return blueprint
    return replace(blueprint, cells=filled, cases=short.get(-1, blueprint.cases))


def _check_cases(blueprint: PaperBlueprint, pool: Sequence[PoolItem]) -> tuple[list[Shortfall], set[str]]:
    if not blueprint.cases:
        return [], set()
    families: list[set[str]] = []
    for items in whole_cases(pool).values():
        groups = {item.group for item in items}
        related = [family for family in families if family & groups]
        families = [family for family in families if not family & groups] + [groups.union(*related)]
    short = len(families) < blueprint.cases
    return [Shortfall(-1, blueprint.cases, len(families))] if short else [], set().union(*families)


def _seat(cell_index: int, groups: list[list[str]], owner: dict[str, int], seen: set[str]) -> bool:
    for group in groups[cell_index]:
        if group in seen:
            continue
        seen.add(group)
        if group not in owner or _seat(owner[group], groups, owner, seen):
            owner[group] = cell_index
            return True
    return False
