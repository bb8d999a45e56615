"""What people without any text of law said of the wording counts for the revision that they saw."""

import json

import pytest

from question_bank.judgings import Judging, current_judgings, judging_faults, judging_shares, load_judgings
from tests.question_bank.guessing.test_guessing import with_choices

ITEMS = {
    one.id: one
    for one in (with_choices(4, "甲", "乙", "丙"), with_choices(8, "甲", "乙", "丙", roles=["lead"]))
}


def judging(item_id: str = "x-004", **changes) -> Judging:
    facts = {
        "file": "j.json",
        "revision": 1,
        "reader": "judge-1",
        "absurd": (),
        "given": "",
        "site": False,
        "decoration": False,
    }
    return Judging(item_id, **{**facts, **changes})


def test_an_older_judging_is_not_counted_for_a_newer_revision():
    assert current_judgings(ITEMS, [judging(revision=1)]).keys() == {"x-004"}
    assert current_judgings(ITEMS, [judging(revision=2)]) == {}


def test_shares_count_judged_items_only_and_a_wrong_guess_gives_nothing_away():
    right = ITEMS["x-004"].answer_key[0]
    wrong = next(choice.id for choice in ITEMS["x-008"].choices if choice.id != ITEMS["x-008"].answer_key[0])
    held = [judging(given=right, absurd=("c",), site=True), judging("x-008", given=wrong, decoration=True)]
    shares = {share.name: (share.hits, share.n) for share in judging_shares(ITEMS, held)}
    assert shares == {
        "有选项没人会信": (1, 2),
        "措辞透露了答案": (1, 2),
        "故事只是摆设": (1, 2),
        "一线岗位：现场判断": (1, 1),
        "其他人员：现场判断": (0, 1),
    }


def test_a_judging_of_no_item_or_of_no_choice_is_a_fault():
    faults = list(judging_faults(ITEMS, [judging("gone-001"), judging(absurd=("f",))]))
    assert len(faults) == 2
    assert "gone-001" in faults[0]


def test_a_file_that_cannot_be_read_is_named(tmp_path):
    entry = {"revision": 1, "reader": "r", "absurd": ["a"], "given": "", "site": True, "decoration": False}
    (tmp_path / "one.json").write_text(json.dumps({"x-004": entry}), encoding="utf-8")
    assert load_judgings(tmp_path) == [judging(file="one.json", reader="r", absurd=("a",), site=True)]
    (tmp_path / "two.json").write_text('{"x-004": {}}', encoding="utf-8")
    with pytest.raises(ValueError, match=r"two\.json"):
        load_judgings(tmp_path)
