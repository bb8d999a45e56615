"""Word files of a busy office become the questions that a reader of the page sees."""

import pytest
from docx.oxml import parse_xml

from examapp.adapters.item_files.directions import Directions, SheetDirection
from examapp.adapters.item_files.images import size_of
from examapp.adapters.item_files.reading import read_file
from examapp.adapters.item_files.word_text import paragraph_text
from examapp.domain.table_mappings import TableMapping
from tests.adapters.item_files.office import Office, collected_word, messy_word


def told(content: bytes) -> list[tuple]:
    found = read_file("题.docx", content)
    assert [one.problems for one in found.drafts if one.stopped] == []
    return [
        (one.type, one.stem, tuple(c.text for c in one.choices), "".join(one.answer)) for one in found.drafts
    ]


def test_numbers_drawn_by_word_soft_line_ends_a_text_box_and_answers_in_tables_at_the_end():
    assert told(messy_word()) == [
        ("single", "灭火器压力表指针在哪个区正常？", ("红区", "绿区", "黄区"), "b"),
        ("single", "受限空间内氧含量的合格范围是（　　）。", ("18%～20%", "19.5%～21%", "23.5%以上"), "b"),
        ("single", "发现有人触电，首先应当（　　）。", ("用手拉开", "切断电源", "大声呼救"), "b"),
        ("multiple", "特种作业包括（　　）。", ("动火", "高处", "扫地", "吊装"), "abd"),
        ("judgement", "可以带病作业。（　　）", (), "false"),
        ("judgement", "从业人员有权拒绝违章指挥。（　　）", (), "true"),
    ]


def test_a_collection_of_several_hands_with_answers_inline_above_and_at_the_end():
    assert told(collected_word()) == [
        (
            "single",
            "进入受限空间前应当（　　）。",
            ("直接进入", "先通风、再检测", "只带口罩", "喊一声就进"),
            "b",
        ),
        ("single", "配电箱前堆了货，应当怎么办？", ("不用管", "马上清走", "下班再说"), "b"),
        ("single", "灭火器压力表的指针应当在（  ）", ("红区", "绿区", "黄区"), "b"),
        ("single", "发现有人触电，首先应当", ("用手去拉", "切断电源", "泼水"), "b"),
        (
            "multiple",
            "下列哪些属于特种作业（ ）",
            ("电工作业；", "高处作业；", "打扫卫生；", "焊接作业。"),
            "abd",
        ),
        ("multiple", "发生火灾时可以怎样做？", ("报警", "乘电梯", "弯腰撤离"), "ac"),
        ("judgement", "新员工可以先上岗再培训。　（ ）", (), "false"),
        ("judgement", "发现隐患要立即报告。", (), "true"),
        ("judgement", "安全帽的带子可以不系。", (), "false"),
    ]
    assert read_file("题.docx", collected_word()).drafts[1].rationale.startswith("配电箱前要留出操作的地方")


def test_a_picture_belongs_to_its_question_and_the_title_is_named_as_unused():
    found = read_file("题.docx", messy_word())
    assert [one.picture.alt for one in found.drafts if one.picture] == ["一台测氧仪"]
    assert found.drafts[1].picture
    assert found.problems == []
    assert {one.reason for one in found.unused} == {"title", "heading"}


def test_pictures_of_choices_become_one_picture_with_their_letters_and_keep_their_order():
    made = Office()
    made.line("1. 哪个是禁止标志（ ）。")
    for letter in "ABC":
        made.line(f"{letter}. ")
        made.picture()
    made.line("答案：A")
    made.line("2. 哪个是出口（ ）。")
    made.line("A. 左图  B. 右图")
    made.picture()
    made.picture()
    made.line("答案：B")
    result = read_file("题.docx", made.bytes())
    told = [[(one.code, one.read, one.stops) for one in draft.problems] for draft in result.drafts]
    assert told == [[("pictures_joined", "A、B、C", False)], [("pictures_joined", "A、B", False)]]
    assert [[choice.text for choice in one.choices] for one in result.drafts] == [
        ["图 A", "图 B", "图 C"],
        ["左图", "右图"],
    ]
    assert [("".join(one.answer), one.shuffle) for one in result.drafts] == [("a", False), ("b", False)]
    assert all(size_of(one.picture)[0] > 900 for one in result.drafts)
    assert not [one for one in result.unused if one.reason == "picture"]


def test_two_pictures_at_one_choice_stop_the_question_and_are_named():
    made = Office()
    made.line("1. 哪个是禁止标志（ ）。")
    made.line("A. 甲")
    made.picture()
    made.picture()
    made.line("B. 乙")
    made.line("答案：A")
    result = read_file("题.docx", made.bytes())
    assert [(one.code, one.read, one.stops) for one in result.drafts[0].problems] == [
        ("picture_in_choice", "A", True)
    ]
    assert [one.text for one in result.unused if one.reason == "picture"] == ["第 1 题选项 A"] * 2


def test_ticks_of_a_picture_font_low_digits_and_accepted_changes_are_read_as_seen():
    made = Office()
    made.line("判断题：")
    line = made.line("1. CO")
    line.add_run("2").font.subscript = True
    line.add_run(" 能灭电气火。（")
    made.raw(line, '<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r><w:r><w:t>）</w:t></w:r>')
    other = made.line("2. 湿手可以拔插头。（")
    made.raw(other, '<w:r><w:sym w:font="Wingdings 2" w:char="F04F"/></w:r><w:r><w:t>）</w:t></w:r>')
    third = made.line("3. 高处作业")
    made.raw(third, '<w:ins w:id="1" w:author="x"><w:r><w:t>要系</w:t></w:r></w:ins>'
                    '<w:del w:id="2" w:author="x"><w:r><w:delText>不系</w:delText></w:r></w:del><w:r><w:t>安全带。（√）</w:t></w:r>')  # fmt: skip
    assert [(stem, answer) for _, stem, _, answer in told(made.bytes())] == [
        ("CO₂ 能灭电气火。（ ）", "true"),
        ("湿手可以拔插头。（ ）", "false"),
        ("高处作业要系安全带。（ ）", "true"),
    ]


def test_a_table_of_questions_in_word_is_read_like_a_sheet():
    made = Office()
    made.line("安全题库")
    made.table([["序号", "题干", "A", "B", "答案"], ["1", "谁可以动火？", "谁都行", "有证的人", "B"]])
    assert told(made.bytes()) == [("single", "谁可以动火？", ("谁都行", "有证的人"), "b")]


def test_numbers_that_a_style_carries_are_counted():
    made = Office()
    made.line("一、判断题")
    style = made.document.styles["List Number"].element
    assert style is not None
    for text in ("地面湿滑要放警示牌。（√）", "消防通道可以停车。（×）"):
        made.document.add_paragraph(text, style="List Number")
    found = read_file("题.docx", made.bytes())
    assert [(one.place.number, one.answer) for one in found.drafts] == [(1, ("true",)), (2, ("false",))]


@pytest.mark.parametrize(
    ("kind", "shown"),
    [("decimal", "（%1）"), ("decimal", "第%1题"), ("decimal", "%1、"), ("decimalFullWidth", "%1")],
)
def test_every_usual_shape_of_a_number_begins_a_question(kind, shown):
    made = Office()
    made.line("一、单选题")
    numbers, letters = made.new_list((kind, shown)), made.new_list(("upperLetter", "%1、"))
    for stem in ("甲题？（A）", "乙题？（A）"):
        made.line(stem, of=numbers)
        for text in ("对的选项", "错的选项"):
            made.line(text, of=letters)
        letters = made.new_list(shared_with=letters)
    assert [(stem, choices, answer) for _, stem, choices, answer in told(made.bytes())] == [
        ("甲题？（ ）", ("对的选项", "错的选项"), "a"),
        ("乙题？（ ）", ("对的选项", "错的选项"), "a"),
    ]


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        ("<m:f><m:num><m:r><m:t>1</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f>", "1/2"),
        (
            "<m:f><m:num><m:r><m:t>a+b</m:t></m:r></m:num><m:den><m:r><m:t>c</m:t></m:r></m:den></m:f>",
            "(a+b)/c",
        ),
        ("<m:sSup><m:e><m:r><m:t>m</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup>", "m²"),
        ("<m:sSub><m:e><m:r><m:t>CO</m:t></m:r></m:e><m:sub><m:r><m:t>2</m:t></m:r></m:sub></m:sSub>", "CO₂"),
        ("<m:rad><m:deg/><m:e><m:r><m:t>2</m:t></m:r></m:e></m:rad>", "√2"),
    ],
)
def test_formulas_of_word_are_read_as_a_person_would_type_them(formula, text):
    paragraph = parse_xml(
        '<w:p xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
        ' xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math">'
        f"<w:r><w:t>等于</w:t></w:r><m:oMath>{formula}</m:oMath></w:p>"
    )
    assert paragraph_text(paragraph) == f"等于{text}"


def test_a_table_of_word_whose_header_nobody_knows_is_shown_and_read_as_a_person_says():
    made = Office()
    made.line("某某公司题库")
    made.table([["考", "甲", "乙", "选"], ["灭火器放在哪里最方便拿？", "看得见处", "柜子里", "A"]])
    unknown = read_file("题.docx", made.bytes())
    assert [(one.index, one.origin) for one in unknown.looks] == [(0, "none")]
    mapping = TableMapping(0, 1, {0: "stem", 1: "choice", 2: "choice", 3: "answer"})
    said = read_file("题.docx", made.bytes(), None, Directions({0: SheetDirection(True, mapping)}))
    assert [(one.stem, one.answer) for one in said.drafts] == [("灭火器放在哪里最方便拿？", ("a",))]
