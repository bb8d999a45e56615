"""Typed and pasted questions."""

import pytest

from examapp.adapters.item_files.drafts import ReadResult
from examapp.adapters.item_files.reading import read_file
from tests.adapters.item_files.samples import LISTED, MESSY


def read(text: str) -> ReadResult:
    return read_file("粘贴的文字.txt", text.encode())


def told(found: ReadResult) -> list[tuple]:
    return [
        (one.type, one.stem, tuple(c.text for c in one.choices), "".join(one.answer)) for one in found.drafts
    ]


def test_a_messy_paper_of_three_parts():
    found = read(MESSY)
    assert told(found) == [
        ("single", "动火作业前应当办理（  ）。", ("出门证", "动火作业许可证", "领料单", "会议纪要"), "b"),
        ("single", "受限空间内氧含量的合格范围是（  ）", ("18%～20%", "19.5%～21%", "23.5%以上"), "b"),
        ("single", "发现违章作业应当（   ）", ("视而不见", "立即制止", "事后再说"), "b"),
        ("multiple", "特种作业包括（  ）", ("动火", "高处", "扫地", "吊装"), "abd"),
        ("multiple", "下列属于个人防护用品的有", ("安全帽", "安全带", "扫帚"), "ab"),
        ("judgement", "可以带病作业。（  ）", (), "false"),
        ("judgement", "从业人员有权拒绝违章指挥。（ ）", (), "true"),
    ]
    assert found.drafts[1].rationale == "氧含量低于 19.5% 会缺氧，\n高于 23.5% 容易起火。"
    assert found.problems == []
    spare = [(one.reason, one.place.line) for one in found.unused if one.reason != "heading"]
    assert spare == [("title", 1), ("title", 2)]


def test_answers_in_a_list_at_the_end():
    assert ["".join(one.answer) for one in read(LISTED).drafts] == ["a", "b", "false", "true"]


@pytest.mark.parametrize(
    "mark",
    [
        "答案：B",
        "答案:B",
        "【答案】B",
        "[答案]B",
        "参考答案：B",
        "正确答案：Ｂ",
        "标准答案: b",
        "答：B",
        "本题答案为：B",
        "答案是：B",
    ],
)
def test_every_usual_mark_of_an_answer(mark):
    assert told(read(f"1. 选哪个？\nA. 甲\nB. 乙\n{mark}\n")) == [("single", "选哪个？", ("甲", "乙"), "b")]


@pytest.mark.parametrize(
    "sign", ["1. ", "1.", "1、", "1．", "１．", "(1)", "（1）", "1）", "1) ", "第1题：", "第 1 题 "]
)
def test_every_usual_number_of_a_question(sign):
    text = f"{sign}选哪个？\nA. 甲\nB. 乙\n答案：B\n" + f"{sign}选什么？\nA. 丙\nB. 丁\n答案：A\n".replace(
        "1", "2"
    ).replace("１", "２")
    assert [(stem, answer) for _, stem, _, answer in told(read(text))] == [
        ("选哪个？", "b"),
        ("选什么？", "a"),
    ]


@pytest.mark.parametrize(
    "sign", ["A.", "A．", "A、", "A:", "A：", "A)", "（A）", "(A)", "Ａ．", "Ａ、", "a.", "A "]
)
def test_every_usual_letter_of_a_choice(sign):
    other = sign.replace("A", "B").replace("Ａ", "Ｂ").replace("a", "b")
    assert told(read(f"1. 选哪个？\n{sign}甲一\n{other}乙二\n答案：B\n")) == [
        ("single", "选哪个？", ("甲一", "乙二"), "b")
    ]


@pytest.mark.parametrize("mark", ["解析：", "【解析】", "答案解析：", "【答案解析】", "解释：", "试题解析:"])
def test_every_usual_mark_of_an_explanation(mark):
    (draft,) = read(f"1. 选哪个？（B）\nA. 甲\nB. 乙\n{mark}因为乙对。\n还有一行。\n").drafts
    assert draft.rationale == "因为乙对。\n还有一行。"


@pytest.mark.parametrize(
    "text",
    [
        "1. 可以。（√）",
        "1. 可以。（ × ）",
        "1. 可以。\n答案：正确",
        "1. 可以。 答案：错",
        "1、可以。（对）",
        "1. 可以。(T)",
    ],
)
def test_right_or_wrong_is_known_from_its_answer_below_a_heading(text):
    (draft,) = read(f"三、判断题（每题 1 分）\n{text}\n").drafts
    assert (draft.type, draft.stopped) == ("judgement", False)


def test_a_step_list_in_a_stem_does_not_begin_new_questions():
    text = "1. 下列做法哪些对？\n（1）先断电\n（2）再救人\n（3）用手拉\nA. （1）（2）\nB. （3）\n答案：A\n2. 下一题？\nA. 甲\nB. 乙\n答案：B\n"
    assert [answer for *_, answer in told(read(text))] == ["a", "b"]


def test_a_part_that_is_counted_like_a_question_is_a_heading():
    text = "1. 单选题（每题 2 分）\n（1）选哪个？（B）\nA. 甲\nB. 乙\n（2）选什么？（A）\nA. 丙\nB. 丁\n2、判断题：\n（1）可以。（√）\n"
    assert [(kind, answer) for kind, _, _, answer in told(read(text))] == [
        ("single", "b"),
        ("single", "a"),
        ("judgement", "true"),
    ]


def test_every_problem_names_line_what_was_read_and_stops_only_its_own_item():
    found = read(
        "1. 没有答案？\nA. 甲\nB. 乙\n\n2. 好的。（A）\nA. 甲\nB. 乙\n\n3. 没有这个选项？\nA. 甲\nB. 乙\n答案：E\n"
    )
    assert [[(one.code, one.read, one.place.line) for one in draft.problems] for draft in found.drafts] == [
        [("answer_missing", "", 1)],
        [],
        [("answer_not_a_choice", "E", 9)],
    ]


def test_gb18030_text_from_an_old_windows():
    assert len(read_file("题.txt", MESSY.encode("gb18030")).drafts) == 7
    assert len(read_file("题.txt", MESSY.replace("\n", "\r\n").encode("gb18030")).drafts) == 7


def test_letters_without_a_sign_part_a_line_only_where_its_first_letter_has_none():
    bare = read("1. 指针在哪？\nA 红区 B 绿区 C 黄区\n答案：B\n")
    assert told(bare) == [("single", "指针在哪？", ("红区", "绿区", "黄区"), "b")]
    signed = read("1. 谁可以操作？\nA. 持 B 证的人\nB. 持 C 证的人\n答案：A\n")
    assert told(signed) == [("single", "谁可以操作？", ("持 B 证的人", "持 C 证的人"), "a")]


def test_an_answer_behind_the_stem_stands_above_its_choices():
    text = "1. 怎样做？  答案：A、C\nA. 报警  B. 乘电梯  C. 弯腰撤离\n2. 选哪个？\n答案：B\nA. 甲\nB. 乙\n"
    assert told(read(text)) == [
        ("multiple", "怎样做？", ("报警", "乘电梯", "弯腰撤离"), "ac"),
        ("single", "选哪个？", ("甲", "乙"), "b"),
    ]


@pytest.mark.parametrize("heading", ["答　案", "参 考 答 案", "标准答案：", "【参考答案】", "附：参考答案"])
def test_every_usual_heading_of_a_list_of_answers(heading):
    text = f"1. 选哪个？\nA. 甲\nB. 乙\n2. 选什么？\nA. 丙\nB. 丁\n{heading}\n1.B 2.A\n"
    assert [answer for *_, answer in told(read(text))] == ["b", "a"]


def test_a_copy_out_of_wenjuanxing_is_read_with_its_marked_answers():
    text = (
        "1. 火警电话是？ [单选题] *\n○119(正确答案)\n○120\n○110\n答案解析：记住 119。\n\n"
        "2. 特种作业包括？ [多选题] *\n□动火(正确答案)\n□高处(正确答案)\n□扫地\n\n3. 可以带病作业。 [判断题] *\n对\n错(正确答案)\n"
    )
    found = read(text)
    assert told(found) == [
        ("single", "火警电话是？", ("119", "120", "110"), "a"),
        ("multiple", "特种作业包括？", ("动火", "高处", "扫地"), "ab"),
        ("judgement", "可以带病作业。", (), "false"),
    ]
    assert found.drafts[0].rationale == "记住 119。"
    assert not found.wants_a_look


def test_a_copy_out_of_xuexitong_is_read_with_the_right_answer_and_never_with_mine():
    text = (
        "1. (单选题, 5分)火警电话是（ ）。\nA. 119\nB. 120\n我的答案: B:120;正确答案: A:119;\n5分\n"
        "2. (判断题, 5分)可以带病作业。\nA. 对\nB. 错\n我的答案: 对正确答案: 错\n0分\n"
    )
    found = read(text)
    assert told(found) == [
        ("single", "火警电话是（ ）。", ("119", "120"), "a"),
        ("judgement", "可以带病作业。", (), "false"),
    ]
    assert {one.reason for one in found.unused} == {"own_answer", "score"}


@pytest.mark.parametrize(
    "line", ["正确答案" * 9_000, " " * 300_000 + "]", "1. " + "(" * 300_000 + "[单选题] *"]
)
def test_s17_marks_of_such_copies_in_endless_lines_cost_no_time(line):
    assert not [one for one in read(f"1. 火警电话是 119。（√）\n{line}\n").drafts[1:] if one.answer]


def test_an_answer_in_a_bracket_that_nobody_closed_stops_its_question():
    found = read("1. 火警电话是（   A\nA. 119\nB. 120\n答案：A\n2. 要持证上岗。（√）\n")
    assert [[problem.code for problem in one.problems] for one in found.drafts] == [["bracket_open"], []]
