"""Matching items: what a pair is worth, what an answer may hold, which entries are refused, and how it is said in words."""

from dataclasses import replace
from fractions import Fraction
from random import Random

import pytest

from question_bank.marking import mark
from question_bank.model import Item, MarkingPolicy, item_from_dict, item_to_dict
from question_bank.store import item_from_entry, load_bank, load_laws
from question_bank.types import rules_of
from question_bank.validation import check_entry

ENTRY = {
    "id": "matching-900",
    "revision": 1,
    "type": "matching",
    "topic": "hot_work",
    "roles": ["manager"],
    "difficulty": 3,
    "stem": "这些票最长能用多久？",
    "lefts": [
        {"id": "1", "text": "一级动火"},
        {"id": "2", "text": "二级动火"},
        {"id": "3", "text": "受限空间"},
    ],
    "choices": [
        {"id": "a", "text": "24 小时"},
        {"id": "b", "text": "8 小时"},
        {"id": "c", "text": "15 天"},
        {"id": "d", "text": "72 小时"},
    ],
    "answer_key": ["1=b", "2=d", "3=a"],
    "rationale": "一级 8 小时，二级 72 小时，受限空间 24 小时。",
    "citations": [{"law": "work-safety-law-2021", "article": "41"}],
}


@pytest.fixture
def item() -> Item:
    return item_from_entry(ENTRY, load_laws())


@pytest.mark.parametrize(
    ("given", "whole", "parts"),
    [
        (["1=b", "2=d", "3=a"], 1, Fraction(1)),
        (["3=a", "1=b", "2=d"], 1, Fraction(1)),
        (["1=b", "2=d"], 0, Fraction(2, 3)),
        (["1=b", "2=a", "3=d"], 0, Fraction(1, 3)),
        (["1=d", "2=b", "3=c"], 0, Fraction(0)),
        (["1=b", "1=d", "2=d", "3=a"], 0, Fraction(2, 3)),
        (["1=b", "1=b", "2=d", "3=a"], 0, Fraction(2, 3)),
        (["b", "", "9=z"], 0, Fraction(0)),
        ([], 0, Fraction(0)),
        (None, 0, Fraction(0)),
    ],
)
def test_a_pair_counts_once_and_a_wrong_one_takes_nothing_away(item, given, whole, parts):
    assert mark(item, given).fraction == whole
    assert mark(replace(item, policy=MarkingPolicy.partial), given).fraction == parts


def test_an_answer_may_hold_any_pair_of_the_item_and_no_more_than_it_has_left_items(item):
    rule = rules_of(item.type).slot_rule(item)
    assert rule.most == 3
    assert len(rule.choice_ids) == 12
    assert "1=a" in rule.choice_ids
    assert not {"a", "1", "4=a", "1=e"} & rule.choice_ids


def test_words_say_each_left_item_with_its_choice_in_the_order_of_the_item(item):
    rules = rules_of(item.type)
    assert rules.word_key(item) == "一级动火 → 8 小时；二级动火 → 72 小时；受限空间 → 24 小时"
    assert rules.word_response(item, ["3=c", "1=b"]) == "一级动火 → 8 小时；受限空间 → 15 天"


def test_an_item_goes_through_json_and_other_types_keep_their_digests_without_the_field(item):
    assert item_from_dict(item_to_dict(item)) == item
    assert all("lefts" not in item_to_dict(one) for one in load_bank().items.values() if not one.lefts)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"lefts": ENTRY["lefts"][:2], "answer_key": ["1=b", "2=d"]}, "lefts"),
        ({"lefts": [{**one, "id": "x" + one["id"]} for one in ENTRY["lefts"]]}, "lefts"),
        ({"lefts": [{**one, "text": "动火"} for one in ENTRY["lefts"]]}, "lefts"),
        ({"lefts": [{**one, "text": "字" * 31} for one in ENTRY["lefts"]]}, "lefts"),
        ({"choices": ENTRY["choices"][:3], "answer_key": ["1=b", "2=c", "3=a"]}, "choices"),
        ({"answer_key": ["1=b", "2=d"]}, "answer_key"),
        ({"answer_key": ["1=b", "2=b", "3=a"]}, "answer_key"),
        ({"answer_key": ["1=b", "2=d", "3=z"]}, "answer_key"),
        ({"answer_key": ["b", "d", "a"]}, "answer_key"),
    ],
)
def test_an_entry_that_could_be_answered_by_elimination_or_not_at_all_is_refused(change, field):
    assert list(check_entry(ENTRY, load_laws())) == []
    assert field in {fault[0] for fault in check_entry({**ENTRY, **change}, load_laws())}


def test_only_matching_items_have_left_items():
    entry = {**ENTRY, "type": "single", "answer_key": ["a"]}
    assert ("lefts", "不认识的字段") in {fault[:2] for fault in check_entry(entry, load_laws())}


def test_a_wrong_answer_for_demonstrations_has_two_partners_exchanged(item):
    rules = rules_of(item.type)
    response = rules.wrong_response(item, Random(1))
    assert set(response) <= rules.slot_rule(item).choice_ids
    assert mark(replace(item, policy=MarkingPolicy.partial), response).fraction == Fraction(1, 3)


def test_statistics_count_right_pairs_and_those_that_somebody_gave(item):
    assert rules_of(item.type).tabled(item, [("1=c",), ("1=b", "2=a")]) == ["1=b", "1=c", "2=a", "2=d", "3=a"]


def test_a_ruling_needs_a_whole_other_key(item):
    rules = rules_of(item.type)
    assert rules.key_fits(item, ("2=b", "1=d", "3=a"))
    assert not rules.key_fits(item, ("1=d", "2=b"))
    assert not rules.key_fits(item, ("1=d", "2=d", "3=a"))
    assert rules.is_same_key(item, ("3=a", "2=d", "1=b"))


def test_the_shipped_matching_items_have_more_choices_than_left_items_and_no_telling_order():
    items = [item for item in load_bank().items.values() if item.type == "matching"]
    assert len(items) == 40
    assert all(len(item.choices) > len(item.lefts) for item in items)
    letters = ["".join(pair[-1] for pair in item.answer_key) for item in items]
    assert sum(one == "abcdefgh"[: len(one)] for one in letters) <= 1
