"""What is said of an item while somebody writes it: hard faults stop it, hints do not; a good item hears nothing."""

import pytest

from examapp.domain.item_lint import find_faults
from question_bank.store import load_laws

LAWS = load_laws()
GOOD = {
    "type": "single",
    "topic": "hot_work",
    "roles": ["key_post"],
    "difficulty": 2,
    "stem": "动火前要先做什么？",
    "choices": [
        {"id": "a", "text": "检测可燃气体"},
        {"id": "b", "text": "先点火再说吧"},
        {"id": "c", "text": "找人来拍照片"},
    ],
    "answer_key": ["a"],
    "rationale": "动火前应检测可燃气体浓度。",
    "citations": [{"law": "work-safety-law-2021", "article": "43"}],
}


def said(**changes) -> set[tuple[str, str, bool]]:
    content = {key: value for key, value in {**GOOD, **changes}.items() if value is not None}
    return {(one.code, one.field, one.hard) for one in find_faults(content, LAWS)}


def choices(*texts: str) -> list[dict]:
    return [{"id": letter, "text": text} for letter, text in zip("abcdef", texts, strict=False)]


def test_a_good_item_hears_nothing():
    assert said() == set()


def test_an_empty_page_hears_only_what_is_missing_and_which_of_it_stops():
    found = find_faults({}, LAWS)
    assert {one.code for one in found} == {"missing"}
    hard = {"type", "topic", "roles", "difficulty", "stem", "answer_key"}
    assert {one.field for one in found if one.hard} == hard
    assert {one.field for one in found if not one.hard} == {"rationale", "citations"}
    assert [one.hard for one in found] == sorted((one.hard for one in found), reverse=True)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"answer_key": ["z"]}, "answer_key"),
        ({"answer_key": ["a", "b"]}, "answer_key"),
        ({"type": "multiple", "answer_key": ["a", "b", "c"]}, "answer_key"),
        ({"type": "judgement"}, "answer_key"),
        ({"type": "numeric", "answer_key": ["一点"]}, "answer_key"),
        ({"type": "numeric", "answer_key": ["1"], "unit": "%", "tolerance": "-1"}, "tolerance"),
        ({"choices": choices("一", "二")}, "choices"),
        ({"choices": choices("相同", "相同", "不同")}, "choices"),
        ({"choices": choices("一", "", "三")}, "choices"),
        ({"type": "guess"}, "type"),
        ({"topic": "weather"}, "topic"),
        ({"roles": ["king"]}, "roles"),
        ({"citations": [{"law": "no-such-law", "article": "1"}]}, "citations[0]"),
        ({"citations": [{"law": "work-safety-law-2021", "article": "999"}]}, "citations[0]"),
    ],
)
def test_what_cannot_be_asked_or_marked_stops_the_item(changes, field):
    assert ("bank_rule", field, True) in said(**changes)


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"rationale": None}, "missing", "rationale"),
        ({"citations": []}, "missing", "citations"),
        ({"stem": "动火前要先做什么?再写"}, "bank_rule", "stem"),
        ({"stem": "长" * 161}, "bank_rule", "stem"),
        ({"stem": "长" * 61}, "stem_long_for_posts", "stem"),
        ({"stem": "下列做法不正确的是哪一项？"}, "negative_not_marked", "stem"),
        ({"stem": "动火前不得不先做什么？"}, "double_negative", "stem"),
        ({"stem": "检测可燃气体以前要先做什么？"}, "answer_in_stem", "choices[0]"),
        (
            {"choices": choices("检测可燃气体", "不", "找人来监护现场并且全程录像留存备查")},
            "choices_unlike",
            "choices",
        ),
        ({"choices": choices("先检测可燃气体合格", "先点火", "找人拍照")}, "guess_longest", "choices"),
        ({"choices": choices("检测可燃气体", "清理可燃物品", "以上都对")}, "all_above_moves", "choices[2]"),
        ({"choices": choices("检测可燃气体", "长" * 91, "找人来拍照片")}, "choice_long", "choices[1]"),
        ({"type": "numeric", "choices": [], "answer_key": ["19"]}, "unit_missing", "unit"),
        ({"type": "numeric", "choices": [], "answer_key": ["19.5"]}, "tolerance_missing", "tolerance"),
        ({"type": "blank", "choices": [], "answer_key": ["氧气"]}, "one_wording", "answer_key"),
        ({"unread": {"roles": ["班长"]}}, "unread", "roles"),
    ],
)
def test_what_could_be_better_is_a_hint_and_stops_nothing(changes, code, field):
    found = said(**changes)
    assert (code, field, False) in found
    assert not [one for one in found if one[2]]


def test_a_marked_negative_and_a_locked_last_all_above_are_fine():
    assert said(stem="下列做法【不正确】的是哪一项？") == set()
    last = choices("检测可燃气体", "清理可燃物品", "以上都对")
    assert said(choices=last, answer_key=["c"], shuffle=False) == set()


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"choices": choices("不能点火", "可以点火", "可以先点")}, "guess_only_negative", "choices"),
        ({"choices": choices("可以点火", "不能点火", "不得先点")}, "guess_only_positive", "choices"),
        (
            {"choices": choices("重新检测气体", "看一眼气体罐", "问一下值班员")},
            "guess_only_strict",
            "choices",
        ),
        (
            {"choices": choices("检测气体浓度", "闻一下就行了", "不用检测了吧")},
            "guess_lenient_wrong",
            "choices",
        ),
        ({"choices": choices("做动火前检测", "看一看天气吧", "问一问值班员")}, "guess_echo", "choices"),
        (
            {"type": "judgement", "choices": [], "answer_key": ["false"], "stem": "动火前闻一闻就行。"},
            "guess_tone",
            "stem",
        ),
    ],
)
def test_an_item_that_gives_itself_away_by_its_words_is_told_so_while_it_is_written(changes, code, field):
    assert (code, field, False) in said(**changes)


def test_a_several_answer_item_may_have_one_right_choice_and_hears_nothing():
    assert said(type="multiple") == set()


def test_a_lenient_statement_that_is_true_gives_nothing_away():
    assert said(type="judgement", choices=[], answer_key=["true"], stem="二级动火票不用每天换。") == set()


def test_a_long_stem_is_no_hint_for_people_who_sit_at_a_desk():
    assert said(stem="长" * 61, roles=["lead"]) == set()


def test_a_hotspot_needs_a_picture_and_a_picture_needs_words():
    assert ("picture_missing", "picture", True) in said(type="hotspot")
    picture = {"digest": "0" * 64, "media_type": "image/png", "alt": "", "width": 1, "height": 1}
    assert ("alt_missing", "picture", True) in said(picture=picture)


def test_a_judgement_or_number_is_not_told_about_choices_that_the_page_left_behind():
    assert said(type="judgement", answer_key=["true"]) == set()
    assert said(type="numeric", answer_key=["19"], unit="%") == set()
