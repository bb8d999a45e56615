"""Small files of the kinds that people send: no item is lost, no key is wrong, what is unclear stops."""

import pytest

from examapp.adapters.item_files.drafts import ReadResult
from examapp.adapters.item_files.reading import read_file

FIRE = ("动火前应当（ ）。", ("开票", "检测"), "a")
HEIGHT = ("高处作业应当（ ）。", ("系绳", "看天"), "b")
SMOKE = ("可以吸烟。", (), "false")
HEAD = ("题型", "题干", "选项A", "选项B", "答案")
ROWS = (HEAD, ("单选题", FIRE[0], *FIRE[1], "A"), ("单选题", HEIGHT[0], *HEIGHT[1], "B"))

KINDS = {
    "问卷星": """*1. 动火前应当（ ）。 [单选题]
○开票(正确答案)
○检测
答案解析：先开票
*2. 高处作业应当（ ）。 [单选题] *
○系绳
○看天(正确答案)
""",
    "超星": """1【单选题】动火前应当（ ）。
A、开票
B、检测
我的答案：B得分：0.0分 正确答案：A
2【单选题】高处作业应当（ ）。
A、系绳
B、看天
正确答案：B
""",
    "学习通": """1. (单选题, 25.0分)动火前应当（ ）。
A. 开票
B. 检测
我的答案: B:检测;正确答案: A:开票;
0.0分
2. (单选题, 25.0分)高处作业应当（ ）。
A. 系绳
B. 看天
我的答案: B:看天;正确答案: B:看天;
25.0分
""",
    "一行里两题": "1、动火前应当（ ）。A、开票B、检测答案：A 2、高处作业应当（ ）。A、系绳B、看天答案：B\n",
    "难度跟在答案后面": (
        "1、动火前应当（ ）。\nA、开票B、检测\n正确答案：A 难度：易\n"
        "2、高处作业应当（ ）。\nA、系绳B、看天\n正确答案：B 难度：难 解析：先系绳\n"
    ),
    "Markdown": (
        "**1. 动火前应当（ ）。**\n- A. 开票\n- B. 检测\n\n**答案：A**\n\n"
        "**2.** 高处作业应当（ ）。\n- **A.** 系绳\n- **B.** 看天\n\n**答案：** B\n"
    ),
    "题干：": (
        "题干：动火前应当（ ）。\nA：开票\nB：检测\n正确答案：A\n题干：高处作业应当（ ）。\nA：系绳\nB：看天\n正确答案：B\n"
    ),
    "cells as formulas": "\n".join(",".join(f'="{cell}"' for cell in row) for row in ROWS),
    "answers with their words": "\n".join(
        (
            ",".join(HEAD),
            "单选题,动火前应当（ ）。,开票,检测,A、开票",
            "单选题,高处作业应当（ ）。,系绳,看天,选项B",
        )
    ),
    "radicals of a PDF": (
        "1. 动⽕前应当（ ）。\nA. 开票\nB. 检测\n答案：A\n2. ⾼处作业应当（ ）。\nA. 系绳\nB. 看天\n答案：B\n"
    ),
    "HTML list": (
        "<html><body><h1>题库</h1><ol><li>动火前应当（ ）。<ol type='A'><li>开票<li>检测</ol>答案：A"
        "<li>高处作业应当（ ）。<ol type='A'><li>系绳<li>看天</ol>答案：B</ol></body></html>"
    ),
    "HTML list with typed numbers": (
        "<html><body><ol><li>1. 动火前应当（ ）。<br>A. 开票<br>B. 检测<br>答案：A"
        "<li>2. 高处作业应当（ ）。<br>A. 系绳<br>B. 看天<br>答案：B</ol></body></html>"
    ),
    **{f"csv by {sign!r}": "\n".join(sign.join(row) for row in ROWS) for sign in ";^~#|，；\t\x1f"},
}


def told(result: ReadResult) -> list[tuple]:
    return [
        (one.stem, tuple(choice.text for choice in one.choices), "".join(one.answer)) for one in result.drafts
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_no_item_of_a_kind_is_lost_and_no_key_is_wrong(kind):
    result = read_file("题.txt", KINDS[kind].encode())
    assert told(result) == [FIRE, HEIGHT]
    assert [draft.stopped for draft in result.drafts] == [False, False]
    assert (result.counts.answers, result.counts.items) == (2, 2)


STOPS = {
    "an answer in a choice": "1. 动火前应当（ ）。\nA. 开票\nB. 检测答案：A、高处作业应当系绳\n答案：B\n",
    "a question in a choice": "1.动火（A）。A.票 B.无 C.走 2.高处应当（B）。A.跳 B.系绳 C.走\n",
    "a judgement in a choice": "1.动火（A）。A.票 B.无 C.走 2.可以吸烟（×）\n",
    "answers of three at the last": (
        "1.动火（ ）。A.票 B.无\n2.高处（ ）。A.绳 B.无\n3.用电（ ）。A.绳 B.无 C.尺\n答案：ABC\n"
    ),
    "an answer that repeats": "1.动火（ ）。\nA.票\nB.无\n答案：ABA\n",
}


@pytest.mark.parametrize("kind", STOPS)
def test_what_may_hold_more_than_one_question_stops(kind):
    assert all(draft.stopped for draft in read_file("题.txt", STOPS[kind].encode()).drafts)


def test_a_tick_behind_a_full_stop_and_a_blank_judges_the_sentence():
    text = "1. 可以吸烟。 (F)\n2. 应当系绳。 (T)\n3. 电压的单位是伏特 (V)\n"
    drafts = read_file("题.txt", text.encode()).drafts
    assert ["".join(draft.answer) for draft in drafts] == ["false", "true", ""]


def test_a_tick_behind_a_sentence_judges_it_under_a_heading_only():
    text = "一、判断题\n1. 可以吸烟 ×\n2. 应当系绳。√\n"
    drafts = read_file("题.txt", text.encode()).drafts
    assert [(draft.stem, draft.answer) for draft in drafts] == [
        ("可以吸烟", ("false",)),
        ("应当系绳。", ("true",)),
    ]


def test_an_answer_whose_words_are_those_of_another_choice_stops():
    text = "题干,选项A,选项B,答案\n动火前应当（ ）。,开票,检测,A、检测\n"
    (draft,) = read_file("题.csv", text.encode()).drafts
    assert (draft.answer, draft.stopped) == ((), True)
