"""Blueprints: which items a paper takes, and whether a pool can fill it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from examapp.domain.errors import DomainError
from question_bank.model import EXPECTED_FACILITY


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
class Shortfall:
    """A cell that the pool cannot fill together with the cells before it."""

    cell_index: int
    wanted: int
    available: int


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
    """Plain JSON values; `blueprint_from_dict` gives the same value again."""
    return {
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


def target_score(blueprint: PaperBlueprint, pool: Sequence[PoolItem]) -> float:
    """What a paper of this blueprint should be expected to score: per cell the pool's mean facility times its points."""
    return sum(
        cell.count * cell.points * fmean(facility(item) for item in pool if cell.takes(item))
        for cell in blueprint.cells
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
