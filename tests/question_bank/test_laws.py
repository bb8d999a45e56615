"""laws.toml is sound, and each way in which it could not be is named; items cite only what it allows."""

import pytest

from question_bank.laws_check import check_law
from question_bank.store import load_laws
from question_bank.validation import check_bank, check_entry

SOUND = {
    "name": "试验法", "body": "试验机关", "version": "2026 年版", "effective": "2026-05-01", "status": "in_force",
    "first": 1, "last": 20, "articles": 20,
}  # fmt: skip
FAULTS = [
    ({"name": ""}, "name"),
    ({"version": " "}, "version"),
    ({"effective": "see histor"}, "effective"),
    ({"status": "gone"}, "status"),
    ({"first": 9, "last": 3}, "first"),
    ({"first": 0}, "first"),
    ({"last": 21}, "last"),
    ({"articles": "20"}, "articles"),
    ({"colour": "red"}, "colour"),
]
ENTRY = {
    "id": "fire-001", "revision": 1, "type": "judgement", "topic": "fire", "roles": ["other"], "difficulty": 2,
    "stem": "发现火情要先报警。", "answer_key": ["true"], "rationale": "先报警。",
}  # fmt: skip


def test_the_shipped_laws_have_no_fault_and_say_how_many_articles_they_have():
    laws = load_laws()
    assert [(slug, found) for slug, law in laws.items() for found in check_law(law)] == []
    assert sum(law["articles"] > 0 for law in laws.values()) > 50


@pytest.mark.parametrize(("change", "field"), FAULTS)
def test_each_fault_of_a_law_is_named_by_its_field(change, field):
    assert field in {found[0] for found in check_law({**SOUND, **change})}


def test_a_sound_law_has_no_fault_and_a_standard_needs_no_articles():
    assert list(check_law(SOUND)) == []
    assert list(check_law({**SOUND, "first": 0, "last": 0, "articles": 0, "replaces": "旧标准"})) == []


@pytest.mark.parametrize(
    ("law", "article", "words"),
    [
        ("nowhere", "3", "没有 nowhere"),
        ("sound", "21", "没有第 21 条"),
        ("sound", "0", "没有第 0 条"),
        ("old", "3", "已经失效"),
    ],
)
def test_an_item_may_not_cite_what_is_unknown_beyond_the_count_or_gone(law, article, words):
    laws = {"sound": SOUND, "old": {**SOUND, "status": "superseded"}}
    entry = {**ENTRY, "citations": [{"law": law, "article": article}]}
    assert [words in problem for _, problem, _ in check_entry(entry, laws)] == [True]
    assert list(check_entry({**ENTRY, "citations": [{"law": "sound", "article": "20"}]}, laws)) == []


def test_a_fault_of_the_list_is_a_fault_of_the_bank(tmp_path):
    laws = tmp_path / "laws.toml"
    laws.write_text('[broken]\nname = "试验法"\n', encoding="utf-8")
    (tmp_path / "data").mkdir()
    assert {(one.file, one.item_id) for one in check_bank(tmp_path / "data", laws)} == {
        ("laws.toml", "broken")
    }
