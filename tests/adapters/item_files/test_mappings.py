"""What a person says of the columns of a table is what is read; nothing hidden is taken without a tick."""

import io

import pytest
import xlsxwriter

from examapp.adapters.item_files.directions import Directions, SheetDirection
from examapp.adapters.item_files.drafts import ReadResult
from examapp.adapters.item_files.reading import read_file
from examapp.adapters.item_files.reading_child import read_in_child
from examapp.adapters.tables.spreadsheets import write_excel
from examapp.domain.errors import DomainError
from examapp.domain.table_mappings import TableMapping, check_mapping, mapping_from, signature_of

ODD = [
    ["考", "甲", "乙", "丙", "丁"],
    ["灭火器放在哪里？", "看得见处", "柜子里", "仓库里", "A"],
    ["着火时先做什么？", "报警", "乘电梯", "拍照", "A"],
]
WIDE = TableMapping(0, 1, {0: "stem", 1: "choice", 2: "choice", 3: "choice", 4: "answer"})


def read(rows: list[list], mapping: TableMapping | None = None, **more) -> ReadResult:
    directions = Directions({0: SheetDirection(True, mapping, **more)} if mapping or more else {})
    return read_file("题.xlsx", write_excel({"表": rows}), None, directions)


def told(found: ReadResult) -> list[tuple]:
    return [(one.stem, tuple(c.text for c in one.choices), "".join(one.answer)) for one in found.drafts]


def test_a_header_that_nobody_understands_is_read_as_a_person_says():
    unknown = read(ODD)
    assert unknown.drafts == []
    assert [(one.origin, one.rows[0][:2]) for one in unknown.looks] == [("none", ["考", "甲"])]
    said = read(ODD, WIDE)
    assert told(said) == [
        ("灭火器放在哪里？", ("看得见处", "柜子里", "仓库里"), "a"),
        ("着火时先做什么？", ("报警", "乘电梯", "拍照"), "a"),
    ]
    assert (said.looks[0].origin, said.looks[0].items, said.problems) == ("said", 2, [])


def test_the_same_header_elsewhere_in_another_file_is_read_as_it_was_said_before():
    known = Directions(remembered={signature_of(ODD[:1]): WIDE})
    rows = [["某某公司题库"], [" 考 ", "甲：", "乙", "丙", "丁"], *ODD[1:]]
    found = read_file("另一份.xlsx", write_excel({"表": rows}), None, known)
    assert [one.origin for one in found.looks] == ["remembered"]
    assert told(found) == told(read(ODD, WIDE))


def test_a_table_without_header_is_read_from_its_first_row():
    assert told(read(ODD[1:], TableMapping(0, 0, WIDE.columns))) == told(read(ODD, WIDE))


@pytest.mark.parametrize("sign", ["**", "##", "^*^", "|||", "|", "；", "\n", "$$"])
def test_choices_in_one_cell_are_parted_by_the_sign_that_people_use(sign):
    rows = [["题干", "选项", "答案"], ["先做什么？", sign.join(["报警", "围观", "拍照"]), "A"]]
    assert told(read(rows)) == [("先做什么？", ("报警", "围观", "拍照"), "a")]


def test_choices_in_one_cell_are_parted_by_the_sign_that_the_person_chose():
    rows = [["题干", "选项", "答案"], ["先做什么？", "报警、围观、拍照", "A"]]
    mapping = TableMapping(0, 1, {0: "stem", 1: "choices", 2: "answer"}, {"divider": "、"})
    assert told(read(rows, mapping)) == [("先做什么？", ("报警", "围观", "拍照"), "a")]


def test_one_and_two_judge_as_the_person_says_and_stop_until_then():
    rows = [["题型", "题干", "答案"], ["判断题", "可以带病作业。", 2], ["判断题", "要持证上岗。", 1]]
    assert read(rows).drafts[0].stopped
    mapping = TableMapping(0, 1, {0: "type", 1: "stem", 2: "answer"}, {"judgement": "12"})
    assert [one.answer for one in read(rows, mapping).drafts] == [("false",), ("true",)]


def test_flags_of_choices_may_stand_behind_all_choices():
    rows = [
        ["题干", "选项一内容", "选项二内容", "选项一是否正确", "选项二是否正确"],
        ["先做什么？", "报警", "围观", 1, 0],
    ]
    assert told(read(rows)) == [("先做什么？", ("报警", "围观"), "a")]


def test_two_rows_of_headings_are_one_header():
    rows = [
        ["题型", "题干", "选项", "", "答案"],
        ["", "", "A", "B", ""],
        ["单选题", "先做什么？", "报警", "围观", "A"],
    ]
    assert told(read(rows)) == [("先做什么？", ("报警", "围观"), "a")]


def test_numbers_letters_and_decoration_that_stand_everywhere_are_taken_off_and_said():
    rows = [
        ["题干", "选项1", "选项2", "答案"],
        ["║1、先做什么？", "A、报警", "B、围观", "A"],
        ["║2、再做什么？", "A断电", "B浇水", "A"],
    ]
    found = read(rows)
    assert told(found) == [("先做什么？", ("报警", "围观"), "a"), ("再做什么？", ("断电", "浇水"), "a")]
    assert [one.text for one in found.unused if one.reason == "taken_off"] == found.looks[0].tidied
    assert len(found.looks[0].tidied) == 2
    assert not found.wants_a_look


def test_a_number_or_a_letter_that_does_not_stand_everywhere_stays():
    rows = [
        ["题干", "选项1", "选项2", "答案"],
        ["2、4 级风能登高吗？", "A类", "甲类", "A"],
        ["先做什么？", "报警", "围观", "A"],
    ]
    found = read(rows)
    assert [one.stem for one in found.drafts] == ["2、4 级风能登高吗？", "先做什么？"]
    assert found.drafts[0].choices[0].text == "A类"


def hiding() -> bytes:
    """Row 3 hidden, two rows of one merged type, and a second sheet hidden."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet("新题")
        rows = [
            ["题型", "题干", "答案"],
            ["判断题", "甲对。", "对"],
            ["", "隐藏的题。", "对"],
            ["", "乙错。", "错"],
        ]
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
        sheet.merge_range(1, 0, 3, 0, "判断题")
        sheet.set_row(2, None, None, {"hidden": True})
        old = book.add_worksheet("作废")
        old.write_row(0, 0, ["题型", "题干", "答案"])
        old.write_row(1, 0, ["判断题", "旧题。", "对"])
        old.hide()
    return buffer.getvalue()


def test_hidden_sheets_and_rows_are_named_and_taken_only_with_a_tick():
    found = read_file("题.xlsx", hiding())
    assert [(one.type, one.stem) for one in found.drafts] == [
        ("judgement", "甲对。"),
        ("judgement", "乙错。"),
    ]
    unused = [(one.reason, one.place.sheet, one.place.cell) for one in found.unused]
    assert unused == [("hidden_rows", "新题", "3"), ("hidden_sheet", "作废", "")]
    assert found.wants_a_look
    assert [(one.sheet, one.hidden, one.taken, one.hidden_rows) for one in found.looks] == [
        ("新题", False, True, [3]),
        ("作废", True, False, []),
    ]
    ticked = Directions({0: SheetDirection(True, None, hidden_rows=True), 1: SheetDirection(taken=True)})
    stems = [one.stem for one in read_file("题.xlsx", hiding(), None, ticked).drafts]
    assert stems == ["甲对。", "隐藏的题。", "乙错。", "旧题。"]


def test_what_was_said_and_the_looks_pass_through_the_process_of_the_reader():
    plain = {"sheets": {"0": {"taken": True, "hidden_rows": False, "mapping": WIDE.as_plain()}}}
    found = read_in_child("题.xlsx", write_excel({"表": ODD}), None, plain)
    assert told(found) == told(read(ODD, WIDE))
    assert found.looks == read(ODD, WIDE).looks


def test_a_text_table_with_an_unknown_header_is_shown_as_a_table():
    text = "\n".join("^".join(row) for row in ODD)
    found = read_file("题.txt", text.encode())
    assert [(one.origin, one.width) for one in found.looks] == [("none", 5)]
    said = read_file("题.txt", text.encode(), None, Directions({0: SheetDirection(True, WIDE)}))
    assert told(said) == told(read(ODD, WIDE))


def test_a_description_is_plain_and_says_what_cannot_be():
    assert mapping_from(WIDE.as_plain()) == WIDE
    fields, options = ("stem", "choice", "answer"), {"divider": ("", "**")}

    def check(mapping: TableMapping) -> None:
        check_mapping(mapping, fields, several=("choice",), options=options)

    check(TableMapping(0, 1, dict(WIDE.columns), {"divider": "**"}))
    wrong = {
        "mapping_twice": TableMapping(0, 1, {0: "stem", 1: "stem"}),
        "mapping_field": TableMapping(0, 1, {0: "colour"}),
        "mapping_option": TableMapping(0, 1, {0: "stem"}, {"divider": "!!"}),
        "mapping_range": TableMapping(-1, 1, {}),
    }
    for code, mapping in wrong.items():
        with pytest.raises(DomainError) as refused:
            check(mapping)
        assert refused.value.code == code
