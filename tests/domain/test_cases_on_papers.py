"""Cases on papers: whole, adjacent, in order, last; never in a cell; and recomputed from docs/draw.md alone."""

import hashlib
import hmac
from statistics import fmean

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from examapp.domain.blueprints import (
    Cell,
    PaperBlueprint,
    PoolItem,
    blueprint_from_dict,
    blueprint_to_dict,
    check_feasible,
    target_score,
    whole_cases,
)
from examapp.domain.errors import DomainError
from examapp.domain.papers import assemble_paper
from examapp.domain.records import audience_pool
from examapp.domain.surroundings import UseTable, surround
from examapp.services.papers.blueprint_defaults import DEFAULTS, default_definition
from examapp.services.papers.paper_pools import describe_pool_item
from question_bank.model import Industry
from question_bank.store import load_bank

CELLS = (Cell(("t0",), (), 1, 5, 3, 10), Cell(("t1", "t2"), (), 2, 5, 4, 5))
BLUEPRINT = PaperBlueprint(CELLS, 10, 80, 3.0, cases=2, case_points=5)
SEEDS = st.binary(min_size=32, max_size=32)
SHARES = {1: 0.92, 2: 0.84, 3: 0.74, 4: 0.62, 5: 0.5}


def plain_item(number: int, twin: str | None = None) -> PoolItem:
    return PoolItem(
        f"i{number:03d}", 1, "single", f"t{number % 3}", 1 + (number * 7) % 5, twin, ("a", "b", "c"), True
    )


def case_items(case: str, size: int, twin: str | None = None) -> list[PoolItem]:
    """The items of one case; the second of them may have twins."""
    return [
        PoolItem(
            f"{case}-{place}",
            1,
            "single",
            "t0",
            1 + (place * 2 + size) % 5,
            twin if place == 2 else None,
            ("a", "b"),
            False,
            case,
            place,
            size,
        )
        for place in range(1, size + 1)
    ]


def make_pool() -> list[PoolItem]:
    """Sixty items, one of them a twin of a case's item, and five cases, two of which are twins of each other."""
    pool = [plain_item(number, "g1" if number == 0 else None) for number in range(60)]
    for case, size, twin in [
        ("ca", 3, "g1"),
        ("cb", 4, "g2"),
        ("cc", 3, "g2"),
        ("cd", 5, None),
        ("ce", 3, None),
    ]:
        pool += case_items(case, size, twin)
    return pool


def digest(seed: bytes, text: str) -> bytes:
    return hmac.new(seed, text.encode(), hashlib.sha256).digest()


def recompute(blueprint: PaperBlueprint, pool: list[PoolItem], seed: bytes, number: int) -> list[str] | None:
    """Item ids of the paper after docs/draw.md, written without looking at the program; None when it fails."""
    by_case: dict[str, list[PoolItem]] = {}
    for item in pool:
        if item.case_id:
            by_case.setdefault(item.case_id, []).append(item)
    whole = {
        case: sorted(items, key=lambda item: item.case_place)
        for case, items in by_case.items()
        if len(items) == items[0].case_size
    }
    last: list[PoolItem] = []
    count = 0
    for case in sorted(whole, key=lambda case: digest(seed, f"case:{number}:{case}")):
        if count < blueprint.cases and not {twin(one) for one in whole[case]} & {twin(one) for one in last}:
            last, count = last + whole[case], count + 1
    if count < blueprint.cases:
        return None
    barred = {twin(item) for item in last}
    free = [item for item in pool if not item.case_id and twin(item) not in barred]
    free.sort(key=lambda item: digest(seed, f"item:{number}:{item.id}"))
    rows = [[item for item in free if fits(cell, item)] for cell in blueprint.cells]
    chosen = fill(blueprint, rows)
    share = fmean(SHARES[item.difficulty] for items in whole.values() for item in items)
    wanted = len(last) * blueprint.case_points * share
    for cell in blueprint.cells:
        mean = fmean(SHARES[item.difficulty] for item in pool if not item.case_id and fits(cell, item))
        wanted += cell.count * cell.points * mean
    gained = sum(SHARES[item.difficulty] * blueprint.case_points for item in last)
    balance(blueprint, rows, chosen, wanted - gained)
    return [item.id for items in chosen for item in items] + [item.id for item in last]


def twin(item: PoolItem) -> str:
    return f"twin {item.twin_group}" if item.twin_group else item.id


def fits(cell: Cell, item: PoolItem) -> bool:
    return item.topic in cell.topics and cell.difficulty_min <= item.difficulty <= cell.difficulty_max


def fill(blueprint: PaperBlueprint, rows: list[list[PoolItem]]) -> list[list[PoolItem]]:
    chosen: list[list[PoolItem]] = [[] for _ in rows]
    used: set[str] = set()
    for place in sorted(range(len(rows)), key=lambda one: (len(rows[one]) - blueprint.cells[one].count, one)):
        for item in rows[place]:
            if len(chosen[place]) < blueprint.cells[place].count and twin(item) not in used:
                chosen[place].append(item)
                used.add(twin(item))
    return chosen


def balance(blueprint: PaperBlueprint, rows, chosen, wanted: float) -> None:
    """Try every exchange, take the nearest to the target, the first of equals; until within the tolerance."""

    def worth() -> float:
        return sum(
            SHARES[item.difficulty] * cell.points
            for cell, items in zip(blueprint.cells, chosen, strict=True)
            for item in items
        )

    while abs(worth() - wanted) > blueprint.tolerance:
        gap = worth() - wanted
        used = {twin(item) for items in chosen for item in items}
        tries = [
            (
                round(abs(gap + (SHARES[new.difficulty] - SHARES[old.difficulty]) * cell.points), 9),
                at,
                seat,
                rank,
            )
            for at, cell in enumerate(blueprint.cells)
            for seat, old in enumerate(chosen[at])
            for rank, new in enumerate(rows[at])
            if twin(new) not in used
        ]
        _, at, seat, rank = min(tries)
        chosen[at][seat] = rows[at][rank]


@given(SEEDS, st.integers(1, 300))
@settings(max_examples=60, deadline=None)
def test_a_paper_with_cases_is_what_the_document_says(seed, number):
    pool = make_pool()
    paper = assemble_paper(BLUEPRINT, pool, seed, number)
    assert [slot.item_id for slot in paper.slots] == recompute(BLUEPRINT, pool, seed, number)


@given(SEEDS)
@settings(max_examples=40, deadline=None)
def test_a_paper_without_cases_is_what_the_document_says(seed):
    blueprint = PaperBlueprint(CELLS, 10, 80, 3.0)
    pool = make_pool()
    paper = assemble_paper(blueprint, pool, seed, 1)
    assert [slot.item_id for slot in paper.slots] == recompute(blueprint, pool, seed, 1)
    assert not [slot for slot in paper.slots if slot.item_id.startswith("c")]


@given(SEEDS)
@settings(max_examples=60, deadline=None)
def test_cases_come_whole_adjacent_in_order_and_last_without_twins(seed):
    pool = {item.id: item for item in make_pool()}
    paper = assemble_paper(BLUEPRINT, list(pool.values()), seed, 1)
    items = [pool[slot.item_id] for slot in paper.slots]
    tail = items[7:]
    first, second = tail[: tail[0].case_size], tail[tail[0].case_size :]
    for case in (first, second):
        assert [(item.case_id, item.case_place) for item in case] == [
            (case[0].case_id, place) for place in range(1, case[0].case_size + 1)
        ]
    assert not any(item.case_id for item in items[:7])
    assert len({item.group for item in items}) == len(items)
    assert all(slot.points == 5 for slot in paper.slots[7:])
    assert abs(paper.expected_score - target_score(BLUEPRINT, list(pool.values()), len(tail))) <= 3.0


def test_a_case_of_which_one_item_was_met_before_does_not_come_again():
    pool = make_pool()
    for number in range(1, 60):
        paper = assemble_paper(BLUEPRINT, pool, b"s" * 32, number, frozenset({"cd-4"}))
        assert "cd-1" not in {slot.item_id for slot in paper.slots}


def test_too_few_cases_are_refused_by_name_and_twins_count_once():
    pool = make_pool()
    blueprint = PaperBlueprint(CELLS, 10, 80, 50, cases=5, case_points=5)
    found = check_feasible(blueprint, pool)
    assert [(one.cell, one.wanted, one.available) for one in found] == [("cases", 5, 4)]
    with pytest.raises(DomainError) as refusal:
        assemble_paper(blueprint, pool, b"s" * 32, 1)
    assert (refusal.value.code, refusal.value.data["cell"]) == ("pool_too_small", "cases")


def test_a_definition_without_cases_is_written_as_before_and_with_cases_survives():
    assert set(blueprint_to_dict(PaperBlueprint(CELLS, 10, 80, 3.0))) == {
        "minutes",
        "cut_score",
        "tolerance",
        "cells",
    }
    assert blueprint_from_dict(blueprint_to_dict(BLUEPRINT)) == BLUEPRINT


@pytest.mark.parametrize("change", [{"cases": -1}, {"cases": 6}, {"cases": 1, "case_points": 0}])
def test_cases_out_of_range_are_refused(change):
    with pytest.raises(DomainError):
        blueprint_from_dict({**blueprint_to_dict(BLUEPRINT), **change})


def test_every_case_of_the_bank_comes_onto_a_paper_of_a_default_blueprint_that_takes_one_case():
    """Defaults take no case (docs/item-writing.md); a bureau says how many on the page of the blueprint."""
    entries = [describe_pool_item(item) for item in load_bank().items.values()]
    left = {entry["case"]["id"] for entry in entries if "case" in entry}
    assert {"case-guardian-gone", "case-leased-workshop", "case-waiver-paper"} <= left
    for _, role, post, own, cells in DEFAULTS:
        blueprint = blueprint_from_dict({**default_definition(role, cells), "cases": 1})
        for industry in [own] if own else Industry:
            pool = audience_pool(entries, role=role.value, industry=industry.value, post=post and post.value)
            case_of = {item.id: item.case_id for item in pool if item.case_id in left}
            for number in range(1, 60):
                if left & set(whole_cases(pool)):
                    left -= {case_of.get(slot.item_id) for slot in _paper_of(blueprint, pool, number)}
    assert left == set()


def _paper_of(blueprint: PaperBlueprint, pool: list[PoolItem], number: int):
    near = surround(UseTable(), [], "b1r1")
    try:
        seed = hashlib.sha256(b"cases").digest()
        return assemble_paper(blueprint, pool, seed, number, key="b1r1", surroundings=near).slots
    except DomainError:
        return ()
