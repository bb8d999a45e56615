"""PDF: what a person reads on the page is read in the same order; what cannot be told is refused in words."""

import pytest

from examapp.adapters.item_files.drafts import ReadResult
from examapp.adapters.item_files.reading import read_file
from examapp.adapters.item_files.reading_child import read_in_child
from examapp.adapters.tables.refusals import FileRefusedError
from examapp.web.items.item_imports.words import FORMATS, REFUSALS
from tests.adapters.item_files.papers import FONT, column, paper
from tests.adapters.item_files.test_typed_shapes import BANK, rows_of
from tests.adapters.item_files.test_typed_shapes import expected as expected_of
from tests.adapters.item_files.typed_shapes import SHAPES

KEYS = "ABBA" * 8
# A paper whose lines of 23 signs reach from margin to margin.
NARROW = 350
TOP, MOST_SIGNS = 780, 47


def question(at: int) -> list[str]:
    return [
        f"{at}. 动火作业以前应当先检测可燃气体，检测合格以后",
        f"方可开始，第 {at} 处面积 20 m",
        "A. 票",
        "B. 绳",
        f"答案：{KEYS[at]}",
    ]


def stem(at: int) -> str:
    return f"动火作业以前应当先检测可燃气体，检测合格以后方可开始，第 {at} 处面积 20 m"


def told(result: ReadResult) -> list[tuple]:
    return [
        (one.stem, tuple(choice.text for choice in one.choices), "".join(one.answer)) for one in result.drafts
    ]


def expected(numbers: range) -> list[tuple]:
    return [(stem(at), ("票", "绳"), KEYS[at].lower()) for at in numbers]


def lines_of(numbers: range) -> list[str]:
    return [line for at in numbers for line in question(at)]


def test_wrapped_lines_are_one_stem_and_headers_and_numbers_of_pages_are_taken_out():
    pages = [
        [
            (60, 800, "某市安全培训题库"),
            *column(60, lines_of(range(first, first + 5))),
            (150, 40, f"第 {place} 页"),
        ]
        for place, first in ((1, 1), (2, 6), (3, 11))
    ]
    result = read_in_child("题.pdf", paper(pages, wide=NARROW))
    assert (result.format, told(result)) == ("pdf", expected(range(1, 16)))
    assert [draft.problems for draft in result.drafts] == [[]] * 15
    assert [one.text for one in result.unused] == [
        words for place in (1, 2, 3) for words in ("某市安全培训题库", f"第 {place} 页")
    ]
    assert result.counts.agree


def test_two_columns_are_read_one_behind_the_other():
    page = [
        (200, 800, "二〇二六年全市安全生产知识竞赛题库"),
        *column(40, lines_of(range(1, 7))),
        *column(310, lines_of(range(7, 13))),
    ]
    assert told(read_file("题.pdf", paper([page]))) == expected(range(1, 13))


def test_choices_beside_one_another_are_no_columns():
    page = []
    for at in range(1, 9):
        y = 800 - 60 * at
        page += [(60, y, f"{at}. 题目（ A ）。"), (60, y - 15, "A. 甲"), (300, y - 15, "B. 乙")]
        page += [(60, y - 30, "C. 丙"), (300, y - 30, "D. 丁")]
    result = read_file("题.pdf", paper([page]))
    assert {one[1:] for one in told(result)} == {(("甲", "乙", "丙", "丁"), "a")}
    assert len(result.drafts) == 8


def test_the_last_line_of_pages_that_end_alike_is_no_footer():
    pages = [column(60, ["1. 甲（ ）。", "A. 票", "B. 绳", "答案：A"], top=120, step=30)] * 3
    result = read_file("题.pdf", paper([*pages]))
    assert ["".join(draft.answer) for draft in result.drafts] == ["a"] * 3
    assert not [one for one in result.unused if one.reason == "page_header"]


def test_a_picture_stops_its_question_and_a_logo_of_every_page_none():
    picture = b"q 80 0 0 80 60 %d cm /X Do Q\n"
    page = column(60, ["1. 图里是（ ）。", "", "A. 票", "B. 绳", "答案：A"], step=100)
    result = read_file("题.pdf", paper([[text for text in page if text[2]]], more=picture % 600))
    assert [[one.code for one in draft.problems] for draft in result.drafts] == [["picture_unread"]]
    many = paper([column(60, question(at)) for at in (1, 2, 3)], more=picture % 760, wide=NARROW)
    result = read_file("题.pdf", many)
    assert (told(result), {one.reason for one in result.unused}) == (expected(range(1, 4)), {"picture"})


def test_words_across_the_page_and_unseen_ones_are_named():
    across = b"BT /F1 40 Tf 0.7 0.7 -0.7 0.7 200 300 Tm <b1a3c3dc> Tj 3 Tr 1 0 0 1 60 90 Tm <b4f0> Tj ET\n"
    result = read_file("题.pdf", paper([column(60, question(1))], more=across, wide=NARROW))
    assert told(result) == expected(range(1, 2))
    assert [(one.reason, one.text) for one in result.unused] == [
        ("turned_text", "保密"),
        ("hidden_text", "答"),
    ]


TABLE = [(60, 700, "序号"), (100, 700, "题干"), (300, 700, "选项A"), (400, 700, "选项B"), (500, 700, "答案")]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (paper([column(60, question(1))], mode=3), "pdf_scan"),
        (paper([[]], more=b"q 500 0 0 700 40 40 cm /X Do Q"), "pdf_scan"),
        (paper([column(60, question(1))], font=FONT.replace(b"GBK-EUC-H", b"Identity-H")), "pdf_letters"),
        (paper([TABLE]), "pdf_table"),
        (paper([[*column(40, ["甲乙丙丁戊"] * 9), *column(310, ["子丑寅卯辰"] * 9)]]), "pdf_columns"),
        (paper([[]], more=b"q Q " * 150_000), "pdf_too_long"),
        (b"%PDF-1.7\n" + b"<<" * 5_000, "pdf_broken"),
    ],
)
def test_what_cannot_be_told_is_refused_in_words(content, code):
    with pytest.raises(FileRefusedError) as refused:
        read_file("题.pdf", content)
    assert refused.value.code == code
    assert code in REFUSALS
    assert "pdf" in FORMATS


@pytest.mark.parametrize("number", range(0, len(SHAPES), 4))
def test_every_shape_of_one_bank_gives_the_same_items_on_paper(number):
    shape = SHAPES[number]
    text = shape.write(BANK).decode(shape.encoding).replace("\r\n", "\n").replace("\ufeff", "")
    result = read_file("题.pdf", paper(printed(text)))
    assert tight(rows_of(result)) == tight(expected_of(shape, BANK))
    assert not [draft for draft in result.drafts if draft.stopped]


def printed(text: str) -> list[list[tuple]]:
    """The text on paper, its lines folded at the right margin."""
    pages: list[list[tuple]] = [[]]
    y = TOP
    for line in text.split("\n"):
        for part in folded(line):
            if y < 60:
                pages.append([])
                y = TOP
            if part.strip():
                pages[-1].append((60, y, part))
            y -= 16
    return pages


def folded(line: str) -> list[str]:
    parts, width = [""], 0.0
    for sign in line:
        width += 1 if sign > "\xff" else 0.55
        if width > MOST_SIGNS:
            parts.append("")
            width = 1
        parts[-1] += sign
    return parts


def tight(rows: list[tuple]) -> list[tuple]:
    """Without blanks, which paper does not keep."""
    return [
        (kind, "".join(stem.split()), tuple("".join(text.split()) for text in choices), answer)
        for kind, stem, choices, answer in rows
    ]
