"""The shipped bank has no fault; every kind of fault is named with file, item and mend."""

import pytest

from question_bank.balance import LONGEST_TOLERANCE, key_positions, longest_is_right, true_and_false
from question_bank.store import load_bank
from question_bank.validation import check_bank

GOOD = """[[items]]
id = "fire-001"
revision = 1
type = "single"
topic = "fire"
roles = ["other"]
difficulty = 2
stem = "看到起火，先做什么？"
choices = [{id="a", text="报警"}, {id="b", text="拍照"}, {id="c", text="回去拿东西"}]
answer_key = ["a"]
rationale = "先报警。"
[[items.citations]]
law = "fire-protection-law-2021"
article = "44"
"""
FAULTS = [
    ('type = "single"', 'type = "sinlge"', "type"),
    ('answer_key = ["a"]', 'answer_key = ["z"]', "answer_key"),
    ('article = "44"', 'article = "444"', "citations[0]"),
    ("fire-protection-law-2021", "no-such-law", "citations[0]"),
    ("fire-protection-law-2021", "zhejiang-work-safety-regulations-2016-superseded", "citations[0]"),
    ("revision = 1", "revision = 1\ncolour = 2", "colour"),
    ("difficulty = 2", "difficulty = 9", "difficulty"),
    ('stem = "看到', 'stem = "看到,', "stem"),
    ('text="拍照"', 'text="报警"', "choices"),
    ('text="拍照"', 'text="以上都对"', "choices"),
    ('rationale = "先报警。"\n', "", "rationale"),
    ('id = "fire-001"', 'id = "火 1"', "id"),
]


def test_the_shipped_bank_has_no_fault_and_at_least_three_hundred_items():
    assert check_bank() == []
    assert len(load_bank().items) >= 300


def test_right_choices_stand_at_every_place_as_often_as_chance_puts_them():
    items = list(load_bank().items.values())
    assert all(found.even for found in key_positions(items).values() if sum(found.counts) >= 20)
    assert true_and_false(items).even


def test_the_longest_choice_is_right_about_as_often_as_chance():
    share, chance = longest_is_right(load_bank().items.values())
    assert abs(share - chance) <= LONGEST_TOLERANCE


@pytest.mark.parametrize(("old", "new", "field"), FAULTS)
def test_a_fault_is_named_with_file_item_and_field(tmp_path, old, new, field):
    assert old in GOOD
    (tmp_path / "fire.toml").write_text(GOOD.replace(old, new), encoding="utf-8")
    faults = check_bank(tmp_path)
    assert [(fault.file, fault.field) for fault in faults] == [("fire.toml", field)]
    assert faults[0].mend


def test_a_sound_file_has_no_fault_and_a_double_id_is_found_across_files(tmp_path):
    (tmp_path / "a.toml").write_text(GOOD, encoding="utf-8")
    assert check_bank(tmp_path) == []
    (tmp_path / "b.toml").write_text(GOOD, encoding="utf-8")
    assert [(fault.file, fault.field) for fault in check_bank(tmp_path)] == [("b.toml", "id")]


def test_broken_toml_is_named_by_file_and_the_other_files_are_still_read(tmp_path):
    (tmp_path / "a.toml").write_text("[[items]\n", encoding="utf-8")
    (tmp_path / "b.toml").write_text(GOOD.replace("difficulty = 2", "difficulty = 7"), encoding="utf-8")
    assert [(fault.file, fault.field) for fault in check_bank(tmp_path)] == [
        ("a.toml", "TOML"),
        ("b.toml", "difficulty"),
    ]
