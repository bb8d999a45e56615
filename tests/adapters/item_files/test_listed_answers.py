"""Answers away from their questions: lists that count their parts, lists nobody can read, signs beside the choices."""

import pytest

from tests.adapters.item_files.test_accounts import asked, codes, keys, read, spare

LISTED = (
    "一、单选题\n" + asked("1. ", "看哪个") + asked("2. ", "找哪个") + "二、判断题\n1. 可以。\n2. 不可以。\n"
    "三、填空题\n1. 安全第一、____、综合治理。\n2. 限值是____。\n四、简答题\n1. 说说三不动火。\n"
)


@pytest.mark.parametrize(
    "told",
    [
        "参考答案\n一、1-2 AB\n二、1.错 2.对\n三、1.预防为主 2.5米\n四、没有动火证不动火；\n监护人不在场不动火。",
        "附：参考答案\n一、AB\n二、1~2：错对\n（三）1.预防为主\n2.5米\n四、1.没有动火证不动火",
        "参考答案：一、1—2AB 二、1-2题：错误正确 三、1.预防为主 2.5米 四、没有动火证不动火",
        "答案\n单选：1.A 2.B\n判断题 1-2 ×√\n三、填空题\n1、预防为主\n2、5米\n四、\n1.没有动火证不动火",
    ],
)
def test_a_list_that_counts_its_parts_without_naming_them_gives_every_part_its_answers(told):
    result = read(LISTED + told + "\n")
    assert keys(result) == ["a", "b", "false", "true", "预防为主", "5米", ""]
    assert (result.counts.answers, result.counts.agree, spare(result)) == (7, True, [])
    assert codes(result.drafts[-1]) == ["type_unsupported"]


def test_an_answer_list_that_nobody_can_read_is_told_line_by_line_and_is_no_answer_of_the_last_question():
    told = ["一、见教材第三页", "二、从略", "九、1.A 2.B", "三、1.5米"]
    result = read(LISTED + "参考答案\n" + "\n".join(told) + "\n")
    assert [one.answer for one in result.drafts] == [()] * 7
    assert [text for _, text in spare(result)] == [*told[:2], "1. A", "2. B", "1.5米"]
    assert result.counts.answers == 2


@pytest.mark.parametrize(
    "choices", ["*A. 119\nB. 120", "A. 119 √\nB. 120", "* A、119   B、120", "A. 119√  B. 120"]
)
def test_a_key_marked_beside_its_choice_is_offered_where_the_whole_file_marks_so(choices):
    result = read(f"1. 火警电话是（ ）。\n{choices}\n2. 急救电话是（ ）。\n{choices}\n")
    told = [(one.answer, [choice.text for choice in one.choices]) for one in result.drafts]
    assert told == [(("a",), ["119", "120"])] * 2
    assert [[one.code for one in draft.problems] for draft in result.drafts] == [["key_marked"]] * 2
    assert result.counts.agree


def test_marks_that_not_every_question_bears_stop_and_so_does_one_beside_another_answer():
    blank = read("1. 看哪个（ ）。\n*A. 甲方\nB. 乙方\n2. 找哪个（ ）。\nA. 甲方\nB. 乙方\n")
    assert [codes(one) for one in blank.drafts] == [["answer_missing", "mark_unsure"], ["answer_missing"]]
    (other,) = read("1. 看哪个（ ）。\nA. 甲方 √\nB. 乙方\n答案：B\n").drafts
    assert codes(other) == ["answers_differ"]
    (bullets,) = read("1. 看哪个（ ）。\n* A. 甲方\n* B. 乙方\n答案：B\n").drafts
    assert (bullets.answer, [one.text for one in bullets.choices], codes(bullets)) == (
        ("b",),
        ["甲方", "乙方"],
        [],
    )


def test_a_tick_that_is_the_choice_itself_and_a_root_are_no_marks():
    result = read(
        "1. 可以带病作业（ ）。\nA. √\nB. ×\n答案：B\n2. 二的平方根是（ ）。\nA. √2\nB. √3\n答案：A\n"
    )
    assert [one.answer for one in result.drafts] == [("false",), ("a",)]
    assert [one.text for one in result.drafts[1].choices] == ["√2", "√3"]
    assert [codes(one) for one in result.drafts] == [[], []]


def test_lists_behind_each_paper_have_any_heading_and_a_title_below_one_is_a_title():
    paper = "{}\n一、单选题\n" + asked("1. ", "看{}") + asked("2. ", "找{}") + "{}答案：\n一、1-2：{}\n"
    result = read(
        paper.format("第一套", "甲", "乙", "本套", "AB") + paper.format("第二套", "丙", "丁", "第二套", "BA")
    )
    assert keys(result) == ["a", "b", "b", "a"]
    assert (result.counts.agree, spare(result)) == (True, [])
