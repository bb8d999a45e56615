"""Draw v2: what was frozen decides; several roles make nobody likelier twice; neither side chooses alone."""

import hashlib
import hmac
import json
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from examapp.domain import draws
from examapp.domain.digests import canonical_json
from examapp.domain.errors import DomainError

SEEDS = draws.Seeds(b"p" * 32, b"q" * 32)
CIRCUMSTANCES = draws.Circumstances("990102-2026-000001", "ABCD2345", 1, "2026-11-23T02:00:00+00:00", {})
ROSTERS = st.dictionaries(
    st.integers(1, 60).map(lambda number: f"e{number}"),
    st.sets(st.sampled_from(draws.STRATA), min_size=1).map(tuple),
    min_size=1,
    max_size=25,
)


def frozen_of(roster: dict, quotas: dict, excluded: dict | None = None, **more) -> dict:
    members = [draws.RosterMember(key, strata) for key, strata in roster.items()]
    facts = {"number": "required", "item_pool": "00" * 32, "blueprints": [], **more}
    return draws.freeze(CIRCUMSTANCES, SEEDS, members, excluded=excluded or {}, quotas=quotas, **facts)


def independent(frozen: dict, seed: bytes, number: str, beacon: str) -> dict:
    """The people again, written from docs/draw.md alone."""
    zero = b"\0"
    mixed = b"examapp/draw/v2-people" + zero + seed + zero + number.encode() + zero + beacon.encode()
    draw_seed, drawn, gone = hashlib.sha256(mixed).digest(), {}, {row["id"] for row in frozen["excluded"]}
    for stratum in ("lead", "manager", "key_post"):
        wanted = frozen["quotas"].get(stratum, 0)
        ranked = sorted(
            (hmac.new(draw_seed, f"person:{row['id']}".encode(), hashlib.sha256).hexdigest(), row["id"])
            for row in frozen["roster"]
            if stratum in row["strata"] and row["id"] not in gone
        )
        if wanted:
            drawn[stratum] = [key for _, key in ranked][:wanted]
            gone |= set(drawn[stratum])
    return drawn


@given(ROSTERS, st.data(), st.binary(min_size=32, max_size=32), st.text("0123456789八", max_size=8))
def test_an_independent_program_draws_the_same_people(roster, data, seed, number):
    excluded = dict.fromkeys(data.draw(st.sets(st.sampled_from(sorted(roster)), max_size=3)), "病假")
    counts = draws.count_strata(frozen_of(roster, {}, excluded))
    quotas = {stratum: data.draw(st.integers(0, count)) for stratum, count in counts.items()}
    frozen = frozen_of(roster, quotas, excluded)
    beacon = data.draw(st.sampled_from(["", "ab" * 32]))
    drawn = draws.draw_people(draws.derive_people_seed(seed, number, beacon), frozen)
    assert drawn == independent(frozen, seed, number, beacon)
    assert (
        draws.commit(frozen)
        == hashlib.sha256(
            b"examapp/commit/v2\0"
            + json.dumps(frozen, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
        ).hexdigest()
    )


@given(ROSTERS, st.data(), st.binary(min_size=32, max_size=32))
def test_nobody_is_drawn_twice_nobody_excluded_is_drawn_and_nobody_outside_the_stratum(roster, data, seed):
    excluded = dict.fromkeys(data.draw(st.sets(st.sampled_from(sorted(roster)), max_size=3)), "出差")
    quotas = draws.count_strata(frozen_of(roster, {}, excluded))
    drawn = draws.draw_people(seed, frozen_of(roster, quotas, excluded))
    people = [key for keys in drawn.values() for key in keys]
    assert len(people) == len(set(people))
    assert not set(people) & set(excluded)
    assert all(stratum in roster[key] for stratum, keys in drawn.items() for key in keys)
    # Everybody who can be drawn at all is drawn when every place of every stratum is asked for.
    assert set(people) == set(roster) - set(excluded)


def test_a_lead_who_is_the_safety_manager_too_is_drawn_as_lead_and_counted_once():
    roster = {"e1": ("lead", "manager"), "e2": ("key_post",)}
    frozen = frozen_of(roster, {"lead": 1, "manager": 1, "key_post": 1})
    assert draws.count_strata(frozen) == {"lead": 1, "manager": 1, "key_post": 1}
    assert draws.draw_people(b"s" * 32, frozen) == {"lead": ["e1"], "manager": [], "key_post": ["e2"]}


def test_a_second_safety_manager_is_drawn_when_the_first_was_drawn_as_lead():
    frozen = frozen_of({"e1": ("lead", "manager"), "e2": ("manager",)}, {"lead": 1, "manager": 1})
    for number in range(20):
        seed = draws.derive_people_seed(SEEDS.people, str(number))
        assert draws.draw_people(seed, frozen) == {"lead": ["e1"], "manager": ["e2"]}


def test_everybody_of_a_stratum_is_drawn_equally_often():
    roster = {f"e{number:02d}": ("key_post",) for number in range(20)}
    frozen, rounds, counts = frozen_of(roster, {"key_post": 3}), 4_000, Counter()
    for number in range(rounds):
        counts.update(
            draws.draw_people(draws.derive_people_seed(SEEDS.people, str(number)), frozen)["key_post"]
        )
    expected = rounds * 3 / len(roster)
    # 19 degrees of freedom: the 99.9 % point is 43.8.
    assert sum((counts[key] - expected) ** 2 / expected for key in roster) < 43.8


@given(st.data())
@settings(max_examples=60)
def test_any_change_of_what_was_frozen_changes_the_commitment(data):
    frozen = frozen_of({"e1": ("lead",), "e2": ("key_post",)}, {"lead": 1}, {"e2": "病假"})
    name = data.draw(st.sampled_from(sorted(frozen)))
    changed = {**frozen, name: data.draw(st.one_of(st.text(max_size=5), st.integers(), st.none()))}
    same = canonical_json(changed) == canonical_json(frozen)
    assert (draws.commit(changed) == draws.commit(frozen)) == same


def test_the_number_and_the_beacon_change_the_people_and_never_the_papers():
    seeds = {
        draws.derive_people_seed(SEEDS.people, number, beacon)
        for number in ("", "7", "77")
        for beacon in ("", "ab" * 32)
    }
    assert len(seeds) == 6
    assert draws.derive_papers_seed(SEEDS.papers) not in seeds


def test_who_comes_instead_is_the_next_of_the_stratum_whom_nobody_has_used():
    roster = {f"e{number}": ("key_post",) for number in range(5)} | {"e9": ("manager", "key_post")}
    frozen = frozen_of(roster, {"manager": 1, "key_post": 2})
    drawn = draws.draw_people(b"s" * 32, frozen)
    used = [key for keys in drawn.values() for key in keys]
    following = []
    while (key := draws.next_in_order(b"s" * 32, frozen, "key_post", [*used, *following])) is not None:
        following.append(key)
    assert sorted(used + following) == sorted(roster)
    all_at_once = frozen_of(roster, {"manager": 1, "key_post": 5})
    assert draws.draw_people(b"s" * 32, all_at_once)["key_post"] == drawn["key_post"] + following


def test_more_people_than_the_stratum_has_are_refused_with_the_number():
    with pytest.raises(DomainError) as refused:
        draws.draw_people(b"s" * 32, frozen_of({"e1": ("lead",)}, {"lead": 2}))
    assert refused.value.data == {"stratum": "lead", "wanted": 2, "available": 1}


def test_a_seed_of_another_length_is_refused():
    with pytest.raises(DomainError):
        draws.Seeds(b"short", b"q" * 32)
