"""Papers: each a function of draw seed, frozen pool, blueprint and attempt number; balanced by a fixed rule."""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass

from examapp.domain.blueprints import PaperBlueprint, PoolItem, facility, target_score, whole_cases
from examapp.domain.draws_v1 import order_ids
from examapp.domain.errors import DomainError
from question_bank.model import EXPECTED_FACILITY

MAX_EXCHANGES = 60
# Points: so near to its target every paper of draw v2 comes where the pool allows it; the blueprint's own tolerance is
# what is still taken where it does not.
NEAR_POINTS = 1.0


@dataclass(frozen=True, slots=True)
class PaperSlot:
    """One place on a paper: item revision, choices in this candidate's order, points."""

    item_id: str
    revision: int
    choices: tuple[str, ...]
    points: int


@dataclass(frozen=True, slots=True)
class Paper:
    """A finished paper of one attempt number; `deviation` of the expected score from its target, in points, under v2."""

    number: int
    slots: tuple[PaperSlot, ...]
    expected_score: float
    deviation: float | None = None


def paper_to_dict(paper: Paper) -> dict:
    """Plain JSON values, as stored with the attempt and printed on the record."""
    deviation = {} if paper.deviation is None else {"deviation": paper.deviation}
    return {
        **deviation,
        "number": paper.number,
        "expected_score": round(paper.expected_score, 4),
        "slots": [
            {
                "item": slot.item_id,
                "revision": slot.revision,
                "choices": list(slot.choices),
                "points": slot.points,
            }
            for slot in paper.slots
        ],
    }


def assemble_paper(
    blueprint: PaperBlueprint,
    pool: Sequence[PoolItem],
    draw_seed: bytes,
    number: int,
    excluded: frozenset[str] = frozenset(),
    *,
    key: str = "",
) -> Paper:
    """The paper of one attempt number. Raises pool_too_small (with the cell, or "cases") or tolerance_unreachable.

    Whole cases are drawn first and stand last, because the cells must do without the twins of their items.
    `excluded` items (met before by this person) and their twins never appear. Draw v2 names the blueprint by its `key`
    and comes nearer to the target; v1 and exams do not.
    """
    place = f"{key}:{number}" if key else str(number)
    barred = {item.group for item in pool if item.id in excluded}
    free = [item for item in pool if item.group not in barred and item.id not in excluded]
    cases = _draw_cases(blueprint, free, draw_seed, place)
    taken = {item.group for item in cases}
    ranked = _rank([item for item in free if item.group not in taken], draw_seed, place)
    candidates = [[item for item in ranked if cell.takes(item)] for cell in blueprint.cells]
    chosen = _fill(blueprint, candidates)
    target = target_score(blueprint, pool, len(cases))
    expected = sum(facility(item) * blueprint.case_points for item in cases)
    aim = min(blueprint.tolerance, NEAR_POINTS) if key else blueprint.tolerance
    chosen = _balance(blueprint, candidates, chosen, target - expected, aim)
    placed = [
        (item, cell.points) for cell, items in zip(blueprint.cells, chosen, strict=True) for item in items
    ]
    placed += [(item, blueprint.case_points) for item in cases]
    slots = [_make_slot(item, points, draw_seed, place) for item, points in placed]
    expected = sum(facility(item) * points for item, points in placed)
    return Paper(number, tuple(slots), expected, round(expected - target, 2) if key else None)


def _draw_cases(
    blueprint: PaperBlueprint, pool: Sequence[PoolItem], draw_seed: bytes, place: str
) -> list[PoolItem]:
    """The items of the first whole cases in drawn order that share no twins with a case before them."""
    if not blueprint.cases:
        return []
    cases = whole_cases(pool)
    drawn: list[PoolItem] = []
    count = 0
    for case_id in order_ids(draw_seed, f"case:{place}:", cases):
        if count == blueprint.cases:
            break
        if not {item.group for item in cases[case_id]} & {item.group for item in drawn}:
            drawn += cases[case_id]
            count += 1
    if count < blueprint.cases:
        raise DomainError("pool_too_small", cell="cases", wanted=blueprint.cases, available=count)
    return drawn


def _rank(items: Sequence[PoolItem], draw_seed: bytes, place: str) -> list[PoolItem]:
    prefix = f"item:{place}:".encode()
    return sorted(
        items, key=lambda item: hmac.digest(draw_seed, prefix + item.id.encode("utf-8"), hashlib.sha256)
    )


def _fill(blueprint: PaperBlueprint, candidates: list[list[PoolItem]]) -> list[list[PoolItem]]:
    # Narrow cells first, so that a broad cell does not take what only the narrow one can use; ties by place.
    order = sorted(
        range(len(candidates)),
        key=lambda index: (len(candidates[index]) - blueprint.cells[index].count, index),
    )
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
            raise DomainError(
                "pool_too_small",
                cell=index + 1,
                wanted=blueprint.cells[index].count,
                available=len(chosen[index]),
            )
    return chosen


def _balance(
    blueprint: PaperBlueprint,
    candidates: list[list[PoolItem]],
    chosen: list[list[PoolItem]],
    target: float,
    aim: float,
) -> list[list[PoolItem]]:
    """Exchange one item at a time while the expected score is further off than `aim`; in the end the tolerance counts.

    Fixed rule: of all exchanges within a cell, take the one that comes nearest to the target; ties go to the first cell,
    the first place in it, and the earliest candidate in drawn order.
    """
    expected = sum(
        facility(item) * cell.points
        for cell, items in zip(blueprint.cells, chosen, strict=True)
        for item in items
    )
    for _ in range(MAX_EXCHANGES):
        gap = expected - target
        if abs(gap) <= aim:
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


def _best_exchange(
    blueprint: PaperBlueprint, candidates: list[list[PoolItem]], chosen: list[list[PoolItem]], gap: float
) -> tuple[int, int, PoolItem, float] | None:
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


def _make_slot(item: PoolItem, points: int, draw_seed: bytes, place: str) -> PaperSlot:
    label = f"choice:{place}:{item.id}:"
    choices = order_ids(draw_seed, label, item.choice_ids) if item.shuffle else item.choice_ids
    return PaperSlot(item.id, item.revision, tuple(choices), points)
