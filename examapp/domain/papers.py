"""Papers: each a function of draw seed, frozen pool, blueprint and attempt number; balanced by a fixed rule."""

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from examapp.domain.blueprints import PaperBlueprint, PoolItem, facility, target_score, whole_cases
from examapp.domain.draws_v1 import order_ids
from examapp.domain.errors import DomainError
from examapp.domain.paper_balance import balance
from examapp.domain.surroundings import NONE, Surroundings, Tally

# Points: so near to its target every paper since draw v2 comes where the pool allows it; the blueprint's own tolerance
# is what is still taken where it does not.
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
    """A finished paper of one attempt number; `deviation` of the expected score from its target, in points, since v2.

    `given_up`: since v3, which rules of fairness the pool did not allow, by how much (surroundings.Tally).
    """

    number: int
    slots: tuple[PaperSlot, ...]
    expected_score: float
    deviation: float | None = None
    given_up: Mapping[str, int] | None = None

    @property
    def items(self) -> tuple[str, ...]:
        """Ids in the order of the slots."""
        return tuple(slot.item_id for slot in self.slots)


def paper_to_dict(paper: Paper) -> dict:
    """Plain JSON values, as stored with the attempt and printed on the record."""
    deviation = {} if paper.deviation is None else {"deviation": paper.deviation}
    given_up = {} if paper.given_up is None else {"given_up": dict(paper.given_up)}
    return {
        **deviation,
        **given_up,
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


def stored_items(paper: str) -> tuple[str, ...]:
    """Ids of a paper stored as JSON (`paper_to_dict`), in the order of its slots."""
    return tuple(slot["item"] for slot in json.loads(paper)["slots"])


def assemble_paper(
    blueprint: PaperBlueprint,
    pool: Sequence[PoolItem],
    draw_seed: bytes,
    number: int,
    excluded: frozenset[str] = frozenset(),
    *,
    key: str = "",
    surroundings: Surroundings | None = None,
) -> Paper:
    """The paper of one attempt number. Raises pool_too_small (with the cell, or "cases") or tolerance_unreachable.

    Whole cases are drawn first and stand last, because the cells must do without the twins of their items.
    `excluded` items (met before by this person) and their twins never appear. Draw v2 and v3 name the blueprint by its
    `key` and come nearer to the target; v3 looks at the `surroundings` as well.
    """
    place = f"{key}:{number}" if key else str(number)
    barred = {item.group for item in pool if item.id in excluded}
    free = [item for item in pool if item.group not in barred and item.id not in excluded]
    tally = Tally(blueprint, pool, surroundings)
    cases = _draw_cases(blueprint, free, draw_seed, place, tally)
    for item in cases:
        tally.take(item)
    taken = {item.group for item in cases}
    ranked = _rank([item for item in free if item.group not in taken], draw_seed, place)
    candidates = [[item for item in ranked if cell.takes(item)] for cell in blueprint.cells]
    chosen = _fill(blueprint, candidates, tally)
    target = target_score(blueprint, pool, len(cases))
    expected = sum(facility(item) * blueprint.case_points for item in cases)
    aim = min(blueprint.tolerance, NEAR_POINTS) if key else blueprint.tolerance
    balance(blueprint, candidates, chosen, target - expected, aim=aim, tally=tally)
    placed = [
        (item, cell.points) for cell, items in zip(blueprint.cells, chosen, strict=True) for item in items
    ]
    placed += [(item, blueprint.case_points) for item in cases]
    slots = [_make_slot(item, points, draw_seed, place) for item, points in placed]
    expected = sum(facility(item) * points for item, points in placed)
    deviation = round(expected - target, 2) if key else None
    return Paper(number, tuple(slots), expected, deviation, tally.given_up([item for item, _ in placed]))


def _draw_cases(
    blueprint: PaperBlueprint, pool: Sequence[PoolItem], draw_seed: bytes, place: str, tally: Tally
) -> list[PoolItem]:
    """The items of the first whole cases in drawn order, lighter ones first, that share no twins with one before."""
    if not blueprint.cases:
        return []
    cases = whole_cases(pool)
    drawn: list[PoolItem] = []
    count = 0
    order = order_ids(draw_seed, f"case:{place}:", cases)
    for case_id in sorted(order, key=lambda case_id: tally.weigh_case(cases[case_id])):
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


def _fill(blueprint: PaperBlueprint, candidates: list[list[PoolItem]], tally: Tally) -> list[list[PoolItem]]:
    # Narrow cells first, so that a broad cell does not take what only the narrow one can use; ties by place.
    order = sorted(
        range(len(candidates)),
        key=lambda index: (len(candidates[index]) - blueprint.cells[index].count, index),
    )
    taken: set[str] = set()
    chosen: list[list[PoolItem]] = [[] for _ in candidates]
    for index in order:
        for _ in range(blueprint.cells[index].count):
            item = _lightest(index, candidates[index], taken, tally)
            if item is None:
                wanted, available = blueprint.cells[index].count, len(chosen[index])
                raise DomainError("pool_too_small", cell=index + 1, wanted=wanted, available=available)
            taken.add(item.group)
            chosen[index].append(item)
            tally.take(item, index)
    return chosen


def _lightest(cell: int, candidates: list[PoolItem], taken: set[str], tally: Tally) -> PoolItem | None:
    """The first in drawn order of those that weigh least."""
    lightest, least = None, None
    for item in candidates:
        if item.group in taken:
            continue
        burden = tally.weigh(cell, item)
        if least is None or burden < least:
            lightest, least = item, burden
            if burden == NONE:
                break
    return lightest


def _make_slot(item: PoolItem, points: int, draw_seed: bytes, place: str) -> PaperSlot:
    label = f"choice:{place}:{item.id}:"
    choices = order_ids(draw_seed, label, item.choice_ids) if item.shuffle else item.choice_ids
    return PaperSlot(item.id, item.revision, tuple(choices), points)
