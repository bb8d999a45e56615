"""One bank in 84 hands gives the same items: none lost, no key wrong, every line accounted for."""

import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from examapp.adapters.item_files.drafts import QUIET, ReadResult
from examapp.adapters.item_files.reading import read_file
from tests.adapters.item_files.typed_shapes import SHAPES, Question, Shape

EXAMPLES = settings(
    max_examples=int(os.environ.get("EXAMAPP_EXAMPLES", "80")),
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
BANK = [
    [
        Question("single", "动火作业前应当办理{}。", ("出门证", "动火作业许可证", "领料单"), "b"),
        Question("single", "2021年修改的法律从{}起施行。", ("7月1日", "9月1日"), "b"),
        Question("single", "夜间噪声不超过{}dB（A）。", ("50", "55", "60", "65"), "a"),
        Question("multiple", "特种作业包括{}。", ("动火", "高处", "扫地", "吊装"), "abd"),
        Question("multiple", "下列属于防护用品的有{}。", ("安全帽", "安全带", "扫帚"), "ab"),
        Question("judgement", "可以带病作业。{}", (), "false"),
        Question("judgement", "电压的单位是伏特（V）。{}", (), "true"),
        Question("judgement", "发现隐患要立即报告。{}", (), "true"),
    ],
    [
        Question("single", "（A）类火灾用{}扑灭。", ("水", "干沙", "盖子"), "a"),
        Question("single", "有限空间作业应当先{}。", ("进入", "通风、再检测"), "b"),
        Question("multiple", "高处作业要{}。", ("系安全带", "戴安全帽", "穿拖鞋", "有人监护"), "abd"),
        Question("judgement", "消防通道可以堆货。{}", (), "false"),
        Question("judgement", "力的单位是牛顿（N），对吗？{}", (), "true"),
    ],
]


def rows_of(result: ReadResult) -> list[tuple]:
    return [
        (one.type, one.stem, tuple(choice.text for choice in one.choices), "".join(one.answer))
        for one in result.drafts
    ]


def expected(shape: Shape, chapters: list[list[Question]]) -> list[tuple]:
    kinds = ("single", "multiple", "judgement")
    return [
        question.row(shape.gap(question))
        for questions in chapters
        for kind in kinds
        for question in questions
        if question.type == kind
    ]


def check(shape: Shape, chapters: list[list[Question]]) -> None:
    result = read_file("题库.txt", shape.write(chapters))
    assert rows_of(result) == expected(shape, chapters)
    assert [(one.place.line, one.problems) for one in result.drafts if one.stopped] == []
    assert {one.reason for one in result.unused} - QUIET <= {"page_header"}
    assert result.counts.agree


def test_no_two_shapes_are_alike_and_there_are_at_least_sixty():
    assert len(set(SHAPES)) >= 60


@pytest.mark.parametrize("number", range(len(SHAPES)))
def test_every_shape_of_one_bank_gives_the_same_items(number):
    check(SHAPES[number], BANK)
    check(SHAPES[number], BANK[:1])


def _begins_with_a_word(text: str) -> bool:
    # 答案… is an answer, A级… a choice, （一） a heading, 3、4号 a number: whoever begins a line so is asked to look.
    return not text[0].isdigit() and not text.startswith(("答案", "解析", "（一）", "A级", "B类"))


WORDS = st.sampled_from(
    (
        *(
            "安全",
            "作业",
            "消防",
            "通道",
            "电气",
            "设备",
            "检查",
            "隐患",
            "报告",
            "人员",
            "必须",
            "应当",
            "A级",
            "B类",
            "3、4号",
        ),
        *(
            "2米以下",
            "10kV线路",
            "《安全生产法》",
            "3～5人",
            "1类",
            "dB（A）",
            "吨（T）",
            "伏特（V）",
            "答案",
            "解析",
            "（一）",
            "2021年",
        ),
    )
)
PHRASES = st.lists(WORDS, min_size=2, max_size=6).map("".join).filter(_begins_with_a_word)


@st.composite
def questions(draw, kind: str, stem: str) -> Question:
    if kind == "judgement":
        return Question(kind, f"{stem}。{{}}", (), draw(st.sampled_from(("true", "false"))))
    choices = draw(st.lists(PHRASES, min_size=3, max_size=5, unique=True))
    most = 1 if kind == "single" else len(choices)
    letters = draw(
        st.sets(
            st.sampled_from("abcde"[: len(choices)]), min_size=1 if kind == "single" else 2, max_size=most
        )
    )
    return Question(kind, f"{stem}属于{{}}。", tuple(choices), "".join(sorted(letters)))


@st.composite
def banks(draw) -> list[list[Question]]:
    stems = iter(draw(st.lists(PHRASES, min_size=6, max_size=6, unique=True)))
    return [
        [draw(questions(kind, next(stems))) for kind in ("single", "multiple", "judgement")] for _ in range(2)
    ]


@EXAMPLES
@given(chapters=banks(), shape=st.sampled_from(SHAPES))
def test_any_bank_in_any_shape_gives_the_same_items(chapters, shape):
    check(shape, chapters)
