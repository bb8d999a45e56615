"""Fairness of draw v3: what the person met, what neighbours have, how often items were used, how many of a type."""

import hashlib
from collections import Counter
from itertools import combinations

import pytest

from examapp.domain.blueprints import Cell, PaperBlueprint, PoolItem, blueprint_from_dict
from examapp.domain.errors import DomainError
from examapp.domain.papers import assemble_paper
from examapp.domain.records import audience_pool
from examapp.domain.surroundings import EarlierPaper, Surroundings, UseTable, surround
from examapp.services.papers.blueprint_defaults import DEFAULTS, default_definition
from examapp.services.papers.paper_pools import describe_pool_item
from question_bank.store import load_bank

SEED = hashlib.sha256(b"fair").digest()


def pool_of(count: int, difficulty: int = 2, types: tuple[str, ...] = ("single",)) -> list[PoolItem]:
    return [
        PoolItem(f"i{n:03d}", 1, types[n % len(types)], "fire", difficulty, None, ("a", "b"), True)
        for n in range(count)
    ]


def blueprint_of(count: int, tolerance: float = 4) -> PaperBlueprint:
    return PaperBlueprint((Cell(("fire",), (), 1, 5, count, 10),), 5, 60, tolerance)


def paper(pool, surroundings: Surroundings | None, count: int = 10, number: int = 1, excluded=frozenset()):
    built = assemble_paper(
        blueprint_of(count), pool, SEED, number, excluded, key="b1r1", surroundings=surroundings
    )
    return {slot.item_id for slot in built.slots}, built.given_up


def test_an_item_that_the_person_met_does_not_come_again_while_the_pool_lasts():
    pool = pool_of(20)
    met = {item.id for item in pool[:10]}
    items, given_up = paper(pool, surround(UseTable(), [], "b1r1", met))
    assert (items & met, given_up) == (set(), {})


def test_when_the_pool_is_used_up_as_few_as_possible_come_again_and_the_paper_says_how_many():
    pool = pool_of(14)
    met = {item.id for item in pool[:10]}
    items, given_up = paper(pool, surround(UseTable(), [], "b1r1", met))
    assert len(items & met) == given_up["met"] == 6


def test_a_twin_of_what_the_person_met_is_met_too():
    pool = [PoolItem(f"i{n:03d}", 1, "single", "fire", 2, f"g{n // 2}", ("a", "b"), True) for n in range(40)]
    met = {f"i{n:03d}" for n in range(0, 20, 2)}
    items, _ = paper(pool, surround(UseTable(), [], "b1r1", met))
    assert min(items) >= "i020"


def together(pool, people: int, count: int = 10) -> list[set[str]]:
    earlier: list[EarlierPaper] = []
    for number in range(1, people + 1):
        items, _ = paper(pool, surround(UseTable(), earlier, "b1r1"), count, number)
        earlier.append(EarlierPaper("b1r1", tuple(items)))
    return [set(one.items) for one in earlier]


@pytest.mark.parametrize(("size", "people"), [(50, 5), (48, 6), (70, 9)])
def test_people_drawn_together_share_at_most_two_of_ten(size, people):
    papers = together(pool_of(size), people)
    assert max(len(one & other) for one, other in combinations(papers, 2)) <= 2


def test_where_the_pool_is_too_small_the_paper_says_how_many_it_shares():
    pool = pool_of(12)
    first, _ = paper(pool, surround(UseTable(), [], "b1r1"))
    second, given_up = paper(
        pool, surround(UseTable(), [EarlierPaper("b1r1", tuple(first))], "b1r1"), number=2
    )
    assert given_up["shared"] == len(first & second) == 8


def test_neighbours_of_another_blueprint_count_and_those_further_away_do_not():
    pool = pool_of(30)
    other = EarlierPaper("b2r1", tuple(item.id for item in pool[:18]))
    items, _ = paper(pool, surround(UseTable(), [other], "b1r1"))
    assert len(items & set(other.items)) <= 2
    far = [other, *[EarlierPaper("b2r1", ())] * 8]
    assert surround(UseTable(), far, "b1r1", near=8).beside == (frozenset(),) * 8


def test_an_item_on_a_fifth_of_the_papers_of_ninety_days_waits_until_the_others_have_come():
    pool = pool_of(60)
    uses = {item.id: 30 if n < 20 else 5 for n, item in enumerate(pool)}
    items, given_up = paper(pool, surround(UseTable(100, uses), [], "b1r1"))
    assert (min(items) >= "i020", given_up) == (True, {})
    short, given_up = paper(pool[:25], surround(UseTable(100, uses), [], "b1r1"))
    assert given_up == {"exposed": 5}
    assert len(short & {item.id for item in pool[:20]}) == 5


def test_many_papers_of_before_weigh_as_a_hundred():
    table = UseTable(5000, {"i000": 1000})
    near = surround(table, [EarlierPaper("b1r1", ("i000",)), EarlierPaper("b9r1", ("i000",))], "b1r1")
    assert (near.papers, near.uses["i000"]) == (101, 21)


def test_no_cell_takes_more_of_a_type_than_its_share_rounded_up():
    pool = pool_of(60, types=("single", "single", "single", "judgement", "multiple"))
    kinds = {item.id: item.type for item in pool}
    for number in range(1, 30):
        items, given_up = paper(pool, surround(UseTable(), [], "b1r1"), 5, number)
        counts = Counter(kinds[item] for item in items)
        assert counts == {"single": 3, "judgement": 1, "multiple": 1}
        assert given_up == {}


def test_types_are_given_up_before_exposure_exposure_before_neighbours_and_these_before_what_was_met():
    single, judgement = (
        pool_of(10),
        [PoolItem(f"j{n:03d}", 1, "judgement", "fire", 2, None, ("a", "b"), True) for n in range(10)],
    )
    often = {item.id: 90 for item in judgement}
    _, given_up = paper([*single, *judgement], surround(UseTable(100, often), [], "b1r1"))
    assert given_up == {"types": 5}
    beside = EarlierPaper("b2r1", tuple(item.id for item in single))
    _, given_up = paper([*single, *judgement], surround(UseTable(100, often), [beside], "b1r1"))
    assert given_up == {"exposed": 8, "types": 3}
    met = {item.id for item in judgement}
    _, given_up = paper([*single, *judgement], surround(UseTable(), [beside], "b1r1", met))
    assert given_up == {"shared": 10, "types": 5}


def test_a_paper_is_as_hard_as_it_should_be_before_types_and_exposure_are_kept():
    easy = pool_of(10, difficulty=1)
    hard = [PoolItem(f"j{n:03d}", 1, "multiple", "fire", 5, None, ("a", "b"), True) for n in range(10)]
    often = {item.id: 90 for item in hard}
    near = surround(UseTable(100, often), [], "b1r1")
    built = assemble_paper(blueprint_of(4, 2), [*easy, *hard], SEED, 1, key="b1r1", surroundings=near)
    assert abs(built.deviation) <= 1
    assert built.given_up == {"exposed": 2}


def test_what_was_met_comes_again_before_somebody_is_left_without_a_paper():
    easy, hard = (
        pool_of(10, difficulty=1),
        [PoolItem(f"j{n:03d}", 1, "single", "fire", 5, None, ("a", "b"), True) for n in range(10)],
    )
    met = {item.id for item in hard}
    with pytest.raises(DomainError, match="tolerance_unreachable"):
        assemble_paper(blueprint_of(4, 2), [*easy, *hard], SEED, 1, frozenset(met), key="b1r1")
    near = surround(UseTable(), [], "b1r1", met)
    built = assemble_paper(blueprint_of(4, 2), [*easy, *hard], SEED, 1, key="b1r1", surroundings=near)
    assert (abs(built.deviation) <= 2, built.given_up["met"]) == (True, 2)


@pytest.mark.parametrize("place", [0, 4, 30])
def test_on_the_shipped_bank_no_item_stands_on_more_than_a_fifth_of_a_hundred_spot_papers(place):
    name, role, post, industry, cells = DEFAULTS[place]
    blueprint = blueprint_from_dict(default_definition(role, cells))
    entries = [describe_pool_item(item) for item in load_bank().items.values()]
    pool = audience_pool(
        entries, role=role.value, industry=industry or "chem_production", post=post and post.value
    )
    uses: Counter[str] = Counter()
    for quiz in range(20):
        earlier: list[EarlierPaper] = []
        for number in range(1, 6):
            near = surround(UseTable(quiz * 5, dict(uses)), earlier, "b1r1")
            seed = hashlib.sha256(f"{name} {quiz}".encode()).digest()
            built = assemble_paper(blueprint, pool, seed, number, key="b1r1", surroundings=near)
            earlier.append(EarlierPaper("b1r1", tuple(slot.item_id for slot in built.slots)))
            assert abs(built.deviation) <= 1
        uses.update(item for one in earlier for item in one.items)
        pairs = combinations([set(one.items) for one in earlier], 2)
        assert max(len(one & other) for one, other in pairs) <= 2
    assert max(uses.values()) <= 20
