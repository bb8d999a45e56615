"""Matching items in files: our own TOML and Excel say them and read them again, all other formats refuse them by the type."""

import pytest

from examapp.adapters.item_files.drafts import Draft, DraftChoice, content_of
from examapp.adapters.item_files.reading import read_file
from examapp.adapters.item_files.settling import Written, settle
from examapp.adapters.item_files.writing import FORMATS, split_held


def matching(*lefts: str) -> Draft:
    """Left items with the first choices as their partners, one choice too many."""
    draft = Draft(type="matching", stem="各配哪一个？", rationale="按规定。")
    texts = [f"说法{number}" for number in range(len(lefts) + 1)]
    draft.choices = tuple(map(DraftChoice, "abcdefgh", texts))
    draft.own = {"lefts": tuple(DraftChoice(str(number), text) for number, text in enumerate(lefts, 1))}
    draft.answer = tuple(
        f"{number}={letter}" for number, letter in zip(range(1, len(lefts) + 1), "dcba", strict=False)
    )
    return draft


@pytest.mark.parametrize("key", ["toml", "xlsx", "csv"])
def test_a_matching_item_comes_back_as_it_went(key):
    draft, form = matching("氨", "氯（液化）", "硫化氢"), FORMATS[key]
    assert split_held(form, [draft]) == ([draft], [])
    found = read_file(f"题目{form.suffix}", form.write([draft])).drafts
    assert [content_of(one) for one in found] == [content_of(form.keeps(draft))]
    assert not found[0].stopped


@pytest.mark.parametrize("key", [key for key in FORMATS if key not in ("toml", "xlsx", "csv")])
def test_other_formats_refuse_it_by_its_type(key):
    draft = matching("氨", "氯", "硫化氢")
    assert split_held(FORMATS[key], [draft]) == ([], [(draft, "type")])


def test_a_left_item_that_would_not_come_back_is_refused_by_tables_for_its_text():
    draft = matching("氨；液氨", "氯", "硫化氢")
    assert split_held(FORMATS["xlsx"], [draft]) == ([], [(draft, "text")])
    assert split_held(FORMATS["toml"], [draft]) == ([draft], [])


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ("ABC", "pairs_unreadable"),
        ("氨=A；氯", "pairs_unreadable"),
        ("氨=A；氯=Z", "answer_not_a_choice"),
        ("", "answer_missing"),
    ],
)
def test_an_answer_that_does_not_name_pairs_is_told(answer, code):
    draft = settle(Draft(stem="各配哪一个？"), Written("配对题", ("甲", "乙", "丙"), answer))
    assert [(one.code, one.stops) for one in draft.problems] == [(code, True)]


def test_pairs_are_read_with_any_of_the_usual_signs():
    draft = settle(
        Draft(stem="各配哪一个？"), Written("配对题", ("甲", "乙", "丙"), "氨＝Ｂ;氯 -> a\n硫化氢→C")
    )
    assert draft.answer == ("1=b", "2=a", "3=c")
    assert [one.text for one in draft.own["lefts"]] == ["氨", "氯", "硫化氢"]
