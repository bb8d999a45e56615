"""Draw v1, as records of before and exams have it: fair, recomputable by anyone, and never changed."""

import hashlib
import hmac
import json
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examapp.domain import draws_v1 as draws
from examapp.domain.blueprints import Cell, PaperBlueprint, PoolItem
from examapp.domain.errors import DomainError
from examapp.domain.papers import assemble_paper, paper_to_dict


def independent(seed: bytes, nonce: str, pool: list[tuple[str, str]], quotas: dict[str, int]) -> dict:
    """The draw again, written from docs/draw.md alone."""
    draw_seed = hashlib.sha256(b"examapp/draw/v1" + seed + nonce.encode()).digest()
    drawn = {}
    for stratum, count in quotas.items():
        ranked = []
        for one, held in pool:
            if held == stratum:
                ranked.append(
                    (hmac.new(draw_seed, ("person:" + one).encode(), hashlib.sha256).hexdigest(), one)
                )
        drawn[stratum] = [one for _, one in sorted(ranked)][:count]
    return {
        "commitment": hashlib.sha256(seed).hexdigest(),
        "pool_digest": hashlib.sha256("\n".join(sorted(one for one, _ in pool)).encode()).hexdigest(),
        "drawn": drawn,
    }


@given(st.binary(min_size=32, max_size=32), st.text(max_size=8), st.integers(3, 40), st.integers(1, 3))
def test_an_independent_program_draws_the_same_people(seed, nonce, size, count):
    pool = [(f"e{number}", "lead" if number % 2 else "key_post") for number in range(size * 2)]
    members = [draws.PoolMember(*one) for one in pool]
    ours = draws.draw_people(draws.derive_draw_seed(seed, nonce), members, {"lead": count, "key_post": 1})
    theirs = independent(seed, nonce, pool, {"lead": count, "key_post": 1})
    assert {stratum: list(ids) for stratum, ids in ours.items()} == theirs["drawn"]
    assert draws.make_commitment(seed) == theirs["commitment"]
    assert draws.digest_pool(one for one, _ in pool) == theirs["pool_digest"]


def test_everybody_is_drawn_equally_often():
    pool = [draws.PoolMember(f"e{number}", "key_post") for number in range(20)]
    rounds, wanted = 10_000, 3
    counts: Counter = Counter()
    for number in range(rounds):
        seed = draws.derive_draw_seed(hashlib.sha256(str(number).encode()).digest(), "")
        counts.update(draws.draw_people(seed, pool, {"key_post": wanted})["key_post"])
    expected = rounds * wanted / len(pool)
    chi_square = sum((counts[member.id] - expected) ** 2 / expected for member in pool)
    # 19 degrees of freedom: the 99.9 % point is 43.8.
    assert chi_square < 43.8


@given(st.permutations([f"e{number}" for number in range(12)]))
def test_the_order_of_the_roster_changes_nothing(ids):
    seed = draws.derive_draw_seed(b"s" * 32, "1")
    drawn = draws.draw_people(seed, [draws.PoolMember(one, "lead") for one in ids], {"lead": 4})
    assert drawn == draws.draw_people(
        seed, [draws.PoolMember(one, "lead") for one in sorted(ids)], {"lead": 4}
    )


def test_the_number_named_by_the_enterprise_changes_the_draw():
    pool = [draws.PoolMember(f"e{number}", "lead") for number in range(50)]
    drawn = {
        draws.draw_people(draws.derive_draw_seed(b"s" * 32, str(nonce)), pool, {"lead": 5})["lead"]
        for nonce in range(30)
    }
    assert len(drawn) == 30


def test_one_person_more_or_less_changes_the_pool_digest():
    assert draws.digest_pool(["e1", "e2"]) != draws.digest_pool(["e1", "e2", "e3"])


def test_too_few_people_are_refused_with_the_number():
    with pytest.raises(DomainError) as refused:
        draws.draw_people(
            draws.derive_draw_seed(b"s" * 32, ""), [draws.PoolMember("e1", "lead")], {"lead": 2}
        )
    assert refused.value.data == {"stratum": "lead", "wanted": 2, "available": 1}


def test_a_seed_of_another_length_is_refused():
    with pytest.raises(DomainError):
        draws.make_commitment(b"short")


def test_papers_of_records_of_before_are_built_as_they_were_then():
    pool = [_item_of_before(number) for number in range(200)]
    cells = (
        Cell(("t0",), (), 1, 5, 4, 10),
        Cell(("t1", "t2"), ("single",), 1, 3, 6, 10),
        Cell(("t2",), (), 2, 5, 3, 5),
    )
    blueprint, seed = PaperBlueprint(cells, 5, 80, 2, 1, 10), hashlib.sha256(b"frozen").digest()
    digest = hashlib.sha256()
    for number in range(1, 61):
        met = frozenset({"i0001", "i0050"}) if number % 2 else frozenset()
        paper = paper_to_dict(assemble_paper(blueprint, pool, seed, number, met))
        digest.update(json.dumps(paper, sort_keys=True).encode())
    assert digest.hexdigest() == "b96d80e56c58caf54c3b4ddf343048bce398c7d1f2c6cc3da1b5031d883cf134"


def _item_of_before(number: int) -> PoolItem:
    case = (f"c{number // 4}", number % 4 + 1, 4) if number >= 180 else (None, 0, 0)
    twins = f"g{number // 2}" if number < 40 else None
    choices, difficulty = ("a", "b", "c", "d"), 1 + (number * 7) % 5
    return PoolItem(
        f"i{number:04d}", 1, "single", f"t{number % 3}", difficulty, twins, choices, number % 4 != 0, *case
    )
