"""Habits of writing: circled numbers, Roman parts, A对 B错, keys in front, cases, several gaps, headers in questions."""

from examapp.adapters.item_files.drafts import Draft, ReadResult
from examapp.adapters.item_files.prose.reading import read_prose
from examapp.adapters.item_files.settling import Written, settle


def read(text: str, *said: tuple[str, int]) -> ReadResult:
    return read_prose("题.txt", text.strip().split("\n"), said={at: gesture for gesture, at in said})


def rows(result: ReadResult) -> list[tuple]:
    return [
        (one.type, one.stem, [choice.text for choice in one.choices], "".join(one.answer))
        for one in result.drafts
    ]


CIRCLED = """
①、负责人是（ ）。A.主要负责人 B.安全员
【正确答案】A
②、危急时有权（ ）。A.继续 B.停止作业
【正确答案】B
"""


def test_circled_numbers_count_questions_where_each_has_an_answer_of_its_own():
    assert rows(read(CIRCLED)) == [
        ("single", "负责人是（ ）。", ["主要负责人", "安全员"], "a"),
        ("single", "危急时有权（ ）。", ["继续", "停止作业"], "b"),
    ]


def test_circled_numbers_inside_a_numbered_question_stay_words():
    text = "1、下列说法对的是（ ）。\n①先断电\n②先救人\nA. ①② B. ①\n答案：B"
    assert rows(read(text)) == [("single", "下列说法对的是（ ）。\n①先断电\n②先救人", ["①②", "①"], "b")]


def test_roman_numerals_head_parts():
    text = "Ⅰ. 单选题（共 1 题）\n1. 先（ ）。\nA. 断电 B. 泼水\n答案：A\nII、判断题（共 1 题）\n1. 可以带病作业。\n答案：错"
    assert [row[0] for row in rows(read(text))] == ["single", "judgement"]
    assert rows(read(text))[0][2] == ["断电", "泼水"]


def test_right_and_wrong_as_choices_on_one_line_are_a_judgement():
    text = "二、判断题\n1、可以堆放杂物。\nA对 B错\n答案：B\n2、不得停留。A、正确 B、错误\n答案：A"
    assert rows(read(text)) == [
        ("judgement", "可以堆放杂物。", [], "false"),
        ("judgement", "不得停留。", [], "true"),
    ]


def test_answers_are_told_by_arrows_by_the_right_choice_and_by_a_sentence():
    text = "1、先做（ ）\nA报警\nB围观\n答案👉A\n2、再做（ ）\nA：疏散\nB：睡觉\n正确选项：A\n3、最后（ ）\nA. 甲\nB. 乙\n本题选B。"
    assert [(row[2], row[3]) for row in rows(read(text))] == [
        (["报警", "围观"], "a"),
        (["疏散", "睡觉"], "a"),
        (["甲", "乙"], "b"),
    ]


def test_choices_that_nothing_parts_are_parted_where_letters_stand_in_a_row():
    text = "(B)1.安全月是每年的 A一月B六月C十月\n(√)2.班前要开会。\n(A)3.看 A类火灾的说明（ ）"
    result = read(text)
    assert rows(result)[:2] == [
        ("single", "安全月是每年的", ["一月", "六月", "十月"], "b"),
        ("judgement", "班前要开会。", [], "true"),
    ]
    assert result.drafts[2].stopped


CASES = """
四、案例分析题
【案例一】某厂工人未办票就进入污水池，昏倒。
根据以上材料，回答下列问题：
1、清淤属于（ ）作业。（单选）
A.高处 B.受限空间
2、同事应当先下去救人。（判断）
【答案】1.B  2.×
【案例二】某工地脚手架坍塌。
1、验收应由谁组织？（单选）
A.项目负责人 B.工人
【答案】1.A
"""


def test_a_case_goes_with_each_of_its_questions():
    result = read(CASES)
    assert [(one.type, "".join(one.answer), one.case_text[:5]) for one in result.drafts] == [
        ("single", "b", "某厂工人未"),
        ("judgement", "false", "某厂工人未"),
        ("single", "a", "某工地脚手"),
    ]
    assert result.drafts[0].case_text.endswith("回答下列问题：")
    assert len({one.case_id for one in result.drafts}) == 2
    assert not any(one.stopped for one in result.drafts)
    assert {one.reason for one in result.unused} == {"heading"}


def test_a_case_without_a_question_is_told_as_read_by_nobody():
    result = read("1、先（ ）\nA.甲 B.乙\n答案：A\n【案例一】某厂坍塌。\n试分析原因。")
    assert [one.text for one in result.unused] == ["【案例一】某厂坍塌。", "试分析原因。"]
    assert {one.reason for one in result.unused} == {"unread"}


def test_a_question_that_begins_with_a_case_is_no_case():
    text = "案例：某工人没系安全带，属于什么行为？\nA. 违章\nB. 正常\n答案：A"
    assert rows(read(text)) == [("single", "案例：某工人没系安全带，属于什么行为？", ["违章", "正常"], "a")]


def test_words_beside_page_numbers_are_headers_even_inside_a_question():
    text = """
某公司          安全试卷
一、单选题
1．作业前应当进行
第 1 页 共 2 页
某公司          安全试卷
（    ）。
A．通风 B．直接进入
答案：A
2．距离是（ ）米。
A．3 B．5
第 2 页 共 2 页
某公司          安全试卷
C．8 D．10
答案：B
"""
    result = read(text)
    assert rows(result) == [
        ("single", "作业前应当进行\n（    ）。", ["通风", "直接进入"], "a"),
        ("single", "距离是（ ）米。", ["3", "5", "8", "10"], "b"),
    ]
    assert [one.reason for one in result.unused].count("page_header") == 4


LONGER = "1. 灭火器放在（ ）。\nA. 明处\nB. 暗处\n重要的是看清本单位的消防通道示意图\n答案：A"


def test_a_longer_line_behind_a_short_choice_stops_until_somebody_says_what_it_is():
    assert [one.code for one in read(LONGER).drafts[0].problems] == ["choice_goes_on"]
    joined = read(LONGER, ("join", 4))
    assert not joined.drafts[0].stopped
    assert joined.drafts[0].choices[1].text.startswith("暗处\n重要")
    dropped = read(LONGER, ("drop", 4))
    assert rows(dropped) == [("single", "灭火器放在（ ）。", ["明处", "暗处"], "a")]
    assert [(one.reason, one.place.line) for one in dropped.unused] == [("dropped", 4)]


def test_a_wrapped_choice_goes_on():
    text = (
        "1. 说法对的是（ ）。\nA. 采用三级配电、二级漏电保护系统，并且由\n持证电工维护\nB. 私拉乱接\n答案：A"
    )
    assert not read(text).drafts[0].stopped


def test_several_gaps_take_their_words_in_one_text_with_any_usual_sign_between():
    draft = read("填空题\n1. ____第一、____为主。\n答案：安全；预防").drafts[0]
    assert draft.answer == ("安全、预防", "安全，预防", "安全；预防", "安全预防")
    assert draft.stem == "____第一、____为主。（各空依次填写，用顿号隔开）"
    assert [(one.code, one.read, one.stops) for one in draft.problems] == [("blanks_joined", "2", False)]


def test_several_gaps_with_another_number_of_words_stop():
    draft = read("填空题\n1. ____第一、____为主、____治理。\n答案：安全；预防").drafts[0]
    assert [(one.code, one.stops) for one in draft.problems] == [("blanks_several", True)]


APP = """
每日一练
【单选题】1/3
叉车货叉应离地多高？
○ A. 20-30厘米
○ B. 1米
正确答案：A
答对率 86%

【判断题】2/3
叉车可以站人。
○ 正确
○ 错误
正确答案：错误

【填空题】3/3
限速____公里。
正确答案：5
"""


def test_boxes_in_front_of_choices_and_counts_behind_tags_are_no_words():
    assert rows(read(APP)) == [
        ("single", "叉车货叉应离地多高？", ["20-30厘米", "1米"], "a"),
        ("judgement", "叉车可以站人。", [], "false"),
        ("blank", "限速____公里。", [], "5"),
    ]


def test_full_boxes_may_be_ticks_and_are_left_for_a_person():
    text = "1、先做什么？\n● A. 报警\n○ B. 围观\n2、再做什么？\n○ A. 跑\n● B. 疏散"
    assert all(one.stopped for one in read(text).drafts)


def test_a_key_in_square_brackets_behind_the_choices_is_the_answer():
    text = "1、磨损超过（ ）报废。  A:10%  B:5%  C:50%   [A]\n2、属于十不吊的有（ ）。 A:超载  B:信号不明 C:绑牢 [AB]"
    assert rows(read(text)) == [
        ("single", "磨损超过（ ）报废。", ["10%", "5%", "50%"], "a"),
        ("multiple", "属于十不吊的有（ ）。", ["超载", "信号不明", "绑牢"], "ab"),
    ]


def test_any_heading_with_the_word_for_answers_begins_a_list_where_answers_stand_below():
    text = (
        "一、单选\n1.先（ ）。\nA 断电 B 泼水\n二、判断\n1.可以带病作业。\n答案及评分标准\n一、1.A\n二、1.×"
    )
    assert [row[3] for row in rows(read(text))] == ["a", "false"]


def test_choices_called_by_other_signs_are_answered_by_them():
    draft = settle(Draft(stem="哪些（ ）"), Written("多选题", ["帽", "鞋", "带"], "甲丙"))
    assert draft.answer == ("a", "c")
