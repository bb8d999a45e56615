"""Answers in all spellings that people use."""

import pytest

from examapp.adapters.item_files.drafts import Draft
from examapp.adapters.item_files.settling import Written, settle

FOUR = ("甲", "乙", "丙", "丁")


@pytest.mark.parametrize("written", ["ABD", "abd", "A,B,D", "A，B，D", "A、B、D", "A B D", "A;B;D", "A；B；D", "A|B|D", "A/B/D", "A.B.D",
                                     "ＡＢＤ", "Ａ、Ｂ、Ｄ", "（ABD）", "【ABD】", "[A,B,D]", "A和B和D", "A→B→D", "ABD。", " ABD ", "DBA",
                                     "1,2,4", "①②④", "1、2、4", "A\nB\nD", "A　B　D"])  # fmt: skip
def test_several_letters_however_they_are_written(written):
    draft = settle(Draft(stem="题"), Written("多选题", FOUR, written))
    assert (draft.type, draft.answer, draft.problems) == ("multiple", ("a", "b", "d"), [])


@pytest.mark.parametrize("written", ["B", "b", "Ｂ", "ｂ", "（B）", "B.", "B、", "2", "②", "乙", "Ｂ．"])
def test_one_letter_however_it_is_written(written):
    draft = settle(Draft(stem="题"), Written("单选题", FOUR, written))
    assert (draft.type, draft.answer, draft.problems) == ("single", ("b",), [])


@pytest.mark.parametrize(("written", "meant"), [
    *((word, "true") for word in ("对", "正确", "√", "✓", "✔", "T", "t", "Ｔ", "true", "TRUE", "True", "Y", "yes", "是", "1", "（√）", "V")),
    *((word, "false") for word in ("错", "错误", "×", "✗", "✘", "X", "x", "Ｘ", "F", "Ｆ", "false", "FALSE", "N", "no", "否", "0", "不正确",
                                   "（×）", "╳")),
])  # fmt: skip
def test_right_or_wrong_however_it_is_written(written, meant):
    draft = settle(Draft(stem="题"), Written("判断题", (), written))
    assert (draft.type, draft.answer, draft.problems) == ("judgement", (meant,), [])


@pytest.mark.parametrize(("words", "letter", "meant"), [(("正确", "错误"), "A", "true"), (("错", "对"), "A", "false"), (("√", "×"), "B", "false"),
                                                        (("对", "错"), "对", "true")])  # fmt: skip
def test_right_or_wrong_as_two_choices(words, letter, meant):
    draft = settle(Draft(stem="题"), Written("", words, letter))
    assert (draft.type, draft.answer, draft.choices) == ("judgement", (meant,), ())


@pytest.mark.parametrize(("written", "value", "spread"), [("19.5", "19.5", ""), ("１９．５", "19.5", ""), ("1,000", "1000", ""),
                                                          ("19.5±0.5", "19.5", "0.5"), ("20 +/- 1", "20", "1"), ("-5", "-5", "")])  # fmt: skip
def test_numbers_however_they_are_written(written, value, spread):
    draft = settle(Draft(stem="题"), Written("数值题", (), written))
    assert (draft.type, draft.answer, draft.tolerance) == ("numeric", (value,), spread)


@pytest.mark.parametrize("written", ["CABD", "C-A-B-D", "C→A→B→D", "C,A,B,D", "③①②④", "3124", "3、1、2、4"])
def test_an_order_however_it_is_written(written):
    draft = settle(Draft(stem="题"), Written("排序题", FOUR, written))
    assert (draft.type, draft.answer, draft.problems) == ("ordering", ("c", "a", "b", "d"), [])


@pytest.mark.parametrize(("written", "code"), [("E", "answer_not_a_choice"), ("ABE", "answer_not_a_choice"), ("", "answer_missing"),
                                               ("见教材", "answer_unreadable"), ("AB", "single_with_several")])  # fmt: skip
def test_an_answer_that_cannot_be_meant_stops_the_item(written, code):
    draft = settle(Draft(stem="题"), Written("单选题", FOUR, written))
    assert draft.stopped
    assert code in [one.code for one in draft.problems]


def test_the_author_s_punctuation_stays_and_only_the_answer_leaves_its_bracket():
    draft = settle(Draft(stem="动火前应当办理（ B ），否则“不得”动火……"), Written("", FOUR, ""))
    assert (draft.stem, draft.answer) == ("动火前应当办理（  ），否则“不得”动火……", ("b",))


def test_a_bracket_that_is_no_answer_stays():
    draft = settle(Draft(stem="气体检测（A 类）应当（ ）"), Written("单选题", FOUR, "C"))
    assert (draft.stem, draft.answer, draft.problems) == ("气体检测（A 类）应当（ ）", ("c",), [])


def test_two_answers_that_differ_stop_the_item():
    draft = settle(Draft(stem="选哪个（ A ）"), Written("单选题", FOUR, "B"))
    assert [one.code for one in draft.problems if one.stops] == ["answers_differ"]


def test_letters_come_before_a_choice_s_own_words():
    assert settle(Draft(stem="题"), Written("", ("b", "a"), "A")).answer == ("a",)
    assert settle(Draft(stem="题"), Written("多选题", ("0", "ab"), "AB")).answer == ("a", "b")
    assert settle(Draft(stem="题"), Written("单选题", ("AC", "DC"), "DC")).answer == ("b",)
