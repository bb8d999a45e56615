"""What a person says of lines is done, whatever the reader thought; lines like it are found; nothing else changes."""

import pytest

from examapp.adapters.item_files.directions import directions_from
from examapp.adapters.item_files.drafts import ReadResult
from examapp.adapters.item_files.prose.gestures import answer_words
from examapp.adapters.item_files.reading import read_file
from examapp.adapters.item_files.reading_child import read_in_child
from examapp.domain.source_lines import like_lines, line_meant

PICKED = """一、单选题
1. 火警电话是（ ）。
A. 119
B. 120
选A
急救电话是多少
A. 119
B. 120
选B
3. 高处作业要系（ ）。
A. 安全带
B. 领带
选A
"""


def read(text: str, *steps: tuple[str, list[int]]) -> ReadResult:
    plain = {"lines": [{"gesture": gesture, "lines": lines} for gesture, lines in steps]}
    return read_file("题.txt", text.encode(), None, directions_from(plain))


def told(found: ReadResult) -> list[tuple]:
    return [
        (one.stem, tuple(c.text for c in one.choices), "".join(one.answer), one.stopped)
        for one in found.drafts
    ]


def test_every_line_is_shown_with_what_it_became():
    found = read("试卷\n1. 火警电话是（ ）。\nA. 119\nB. 120\n答案：A 解析：记住 119。\n")
    assert [(one.at, one.item, one.role, one.begins) for one in found.source] == [
        (1, 0, "title", False),
        (2, 1, "stem", True),
        (3, 1, "choice", False),
        (4, 1, "choice", False),
        (5, 1, "key", False),
        (5, 1, "explanation", False),
    ]


def test_a_line_that_is_called_the_answer_is_it_and_all_lines_like_it_are_offered():
    before = read(PICKED)
    assert all(one.stopped for one in before.drafts)
    likes = like_lines(before.source, 5, "answer")
    assert likes == [9, 13]
    assert told(read(PICKED, ("answer", [5, *likes]))) == [
        ("火警电话是（ ）。", ("119", "120"), "a", False),
        ("急救电话是多少", ("119", "120"), "b", False),
        ("高处作业要系（ ）。", ("安全带", "领带"), "a", False),
    ]


GLUED = """1. 火警电话是多少？
A. 119
B. 120
答案：A
> 急救电话是多少？
A. 119
B. 120
答案：B
> 高处作业系什么？
A. 安全带
B. 领带
答案：A
"""


def test_a_question_is_broken_where_a_person_says_and_so_are_those_like_it():
    text = GLUED.replace("\n> ", "\n解析：略\n> ")
    before = read(text)
    assert len(before.drafts) == 1 or any(one.stopped for one in before.drafts)
    likes = like_lines(before.source, 6, "break")
    found = read(text, ("break", [6, *likes]))
    assert [(one[0], one[2], one[3]) for one in told(found)] == [
        ("火警电话是多少？", "a", False),
        ("> 急救电话是多少？", "b", False),
        ("> 高处作业系什么？", "a", False),
    ]


JOINED = "1. 检修前要做什么？\n（1）停电。（2）验电。\n2. 挂接地线。\nA. 对的\nB. 不全\n答案：B\n3. 要系什么？\nA. 安全带\nB. 领带\n答案：A\n"


def test_a_line_that_was_taken_for_a_question_goes_to_the_one_before_it():
    before = read(JOINED)
    assert [one.stem for one in before.drafts][:2] != ["检修前要做什么？"]
    assert line_meant(before.source, 4, "join") == 3
    found = read(JOINED, ("join", [3]))
    assert told(found) == [
        ("检修前要做什么？\n（1）停电。（2）验电。\n2. 挂接地线。", ("对的", "不全"), "b", False),
        ("要系什么？", ("安全带", "领带"), "a", False),
    ]


@pytest.mark.parametrize("title", ["各题结果见下\n", ""])
def test_where_a_person_says_that_the_answers_begin_a_list_is_read(title):
    asked = "一、单选题\n1. 看哪个（ ）。\nA. 甲方\nB. 乙方\n2. 找哪个（ ）。\nA. 甲方\nB. 乙方\n二、判断题\n1. 可以。\n"
    text = f"{asked}{title}一、1-2 AB\n二、1.错\n"
    assert read(text).drafts[0].answer == ()
    found = read(text, ("list", [10]))
    assert [one.answer for one in found.drafts] == [("a",), ("b",), ("false",)]
    assert (found.counts.answers, found.counts.agree) == (3, True)


def test_a_line_behind_an_answer_that_a_person_joins_belongs_to_the_explanation():
    text = "1. 火警电话是（ ）。\nA. 119\nB. 120\n答案：A\n这一行是说明\n2. 要持证上岗。（√）\n"
    assert [one.reason for one in read(text).unused] == ["stray"]
    found = read(text, ("join", [5]))
    assert (found.unused, found.drafts[0].rationale, found.drafts[1].answer) == (
        [],
        "这一行是说明",
        ("true",),
    )


def test_the_last_word_about_a_line_counts_and_the_same_words_give_the_same_reading():
    steps = [("join", [7]), ("break", [7])]
    assert told(read(JOINED, *steps)) == told(read(JOINED, ("break", [7]))) == told(read(JOINED, *steps))


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("选B", "B"),
        ("正确选项：ABD", "ABD"),
        ("B、报警", "B"),
        ("答 √", "√"),
        ("应当是 对", "对"),
        ("ACD", "ACD"),
        ("报警", "报警"),
    ],
)
def test_an_answer_is_read_out_of_its_line(line, answer):
    assert answer_words(line) == answer


def test_lines_pass_through_the_process_of_the_reader():
    plain = {"lines": [{"gesture": "answer", "lines": [5, 9, 13]}]}
    found = read_in_child("题.txt", PICKED.encode(), None, plain)
    assert found.source == read(PICKED, ("answer", [5, 9, 13])).source
    assert [one.stopped for one in found.drafts] == [False] * 3


def test_a_long_text_is_compared_in_linear_time():
    source = read(PICKED * 400).source
    assert len(like_lines(source, 5, "answer")) == 1_199
