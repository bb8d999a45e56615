"""A fifth of every topic and every pool is kept for exams, in whole groups, the same on every machine."""

import random
from collections import Counter

import pytest

from examapp.domain.blueprints import PoolItem, blueprint_from_dict, check_feasible, shorten
from examapp.domain.records import audience_pool, pool_item
from examapp.domain.reserving import group_names, reserved_by_default
from examapp.services.papers.blueprint_defaults import DEFAULTS, LENGTHS, default_definition
from examapp.services.papers.paper_pools import describe_pool_item
from question_bank.model import Industry
from question_bank.store import load_bank


@pytest.fixture(scope="module")
def entries() -> list:
    return [describe_pool_item(item) for item in load_bank().items.values()]


def item(name: str, topic: str = "fire", twin: str | None = None, case: str | None = None) -> PoolItem:
    return PoolItem(name, 1, "single", topic, 3, twin, ("a", "b"), True, case)


def test_twins_and_cases_that_hang_together_are_one_group():
    names = group_names(
        [
            item("a", twin="t"),
            item("b", twin="t"),
            item("c", twin="u", case="k"),
            item("d", twin="t", case="k"),
            item("e"),
        ]
    )
    assert names["a"] == names["b"] == names["c"] == names["d"]
    assert names["e"] == "item:e"


def test_the_share_does_not_depend_on_the_order_in_which_items_come(entries):
    pool = [pool_item(entry) for entry in entries]
    mixed = random.Random(7).sample(pool, len(pool))
    assert reserved_by_default(mixed) == reserved_by_default(pool)


def test_every_topic_of_the_shipped_bank_keeps_about_a_fifth_and_no_group_is_torn(entries):
    pool = [pool_item(entry) for entry in entries]
    reserved, names = reserved_by_default(pool), group_names(pool)
    all_of, kept_of = (
        Counter(one.topic for one in pool),
        Counter(one.topic for one in pool if one.id in reserved),
    )
    shares = {topic: kept_of[topic] / count for topic, count in all_of.items()}
    assert 0.15 <= min(shares.values()) <= max(shares.values()) <= 0.36
    sides = {(name, item_id in reserved) for item_id, name in names.items()}
    assert len(sides) == len(set(names.values()))


def test_every_default_blueprint_keeps_a_fifth_to_a_quarter_of_its_pool_and_its_mock_can_be_made(entries):
    reserved = reserved_by_default(pool_item(entry) for entry in entries)
    for purpose in LENGTHS:
        for _, role, post, industry, cells in DEFAULTS:
            blueprint = blueprint_from_dict(default_definition(role, cells, purpose))
            for one in [industry] if industry else list(Industry):
                pool = audience_pool(
                    entries, role=role.value, industry=one.value, post=post.value if post else None
                )
                taken = [each for each in pool if any(cell.takes(each) for cell in blueprint.cells)]
                share = sum(each.id in reserved for each in taken) / len(taken)
                assert 0.15 <= share <= 0.3
                left = [each for each in pool if each.id not in reserved]
                if not check_feasible(blueprint, pool):
                    mock = shorten(blueprint, left)
                    assert check_feasible(mock, left) == []
                    assert (
                        sum(cell.count for cell in blueprint.cells) - sum(cell.count for cell in mock.cells)
                        <= 2
                    )


def test_a_blueprint_that_the_pool_can_fill_is_left_as_it_is():
    blueprint = blueprint_from_dict(
        {
            "minutes": 10,
            "cut_score": 80,
            "tolerance": 1,
            "cells": [{"topics": ["fire"], "count": 3, "points": 10}],
        }
    )
    assert shorten(blueprint, [item("a"), item("b"), item("c")]) == blueprint
    assert shorten(blueprint, [item("a"), item("b")]).cells[0].count == 2
    assert shorten(blueprint, []) == blueprint
