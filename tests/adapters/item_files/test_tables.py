"""Excel and CSV as bureaus keep their questions: every usual shape gives the same items."""

import io
from datetime import date

import pytest
import xlsxwriter

from examapp.adapters.item_files.drafts import ReadResult
from examapp.adapters.item_files.reading import read_file
from examapp.adapters.tables.refusals import FileRefusedError
from examapp.adapters.tables.spreadsheets import write_excel


def read(rows: list[list], sheet: str = "Sheet1") -> ReadResult:
    return read_file("题.xlsx", write_excel({sheet: rows}))


def told(found: ReadResult) -> list[tuple]:
    return [
        (one.type, one.stem, tuple(c.text for c in one.choices), "".join(one.answer)) for one in found.drafts
    ]


TWO = [
    ("single", "灭火器放在哪里？", ("看得见处", "柜子里", "仓库里"), "a"),
    ("multiple", "着火时应当做什么？", ("报警", "乘电梯", "疏散"), "ac"),
]


def test_wide_with_letters():
    assert told(read([
        ["题型", "题干", "A", "B", "C", "答案"],
        ["单选题", "灭火器放在哪里？", "看得见处", "柜子里", "仓库里", "A"],
        ["多选题", "着火时应当做什么？", "报警", "乘电梯", "疏散", "AC"],
    ])) == TWO  # fmt: skip


def test_one_sign_names_a_type():
    result = read([["题型", "题干", "A", "B", "答案"], ["单", "看哪个？", "甲", "乙", "A"], ["多", "找哪些？", "甲", "乙", "AB"],
                   ["判", "可以。", "", "", "对"], ["填", "限值是____。", "", "", "5米"]])  # fmt: skip
    assert [(one.type, one.stopped) for one in result.drafts] == [
        ("single", False), ("multiple", False), ("judgement", False), ("blank", False),
    ]  # fmt: skip


def test_wide_with_a_zero_or_one_beside_each_choice():
    assert told(read([
        ["题目", "选项1", "是否正确1", "选项2", "是否正确2", "选项3", "是否正确3"],
        ["灭火器放在哪里？", "看得见处", 1, "柜子里", 0, "仓库里", 0],
        ["着火时应当做什么？", "报警", "1", "乘电梯", "0", "疏散", "1"],
    ])) == TWO  # fmt: skip


@pytest.mark.parametrize("repeated", [True, False], ids=["stem repeated", "stem merged"])
def test_one_row_per_choice(repeated):
    rows: list[list] = [["题号", "题干", "选项", "是否正确"]]
    for number, (_, stem, choices, right) in enumerate(TWO, 1):
        for at, choice in enumerate(choices):
            first = repeated or at == 0
            flag = "是" if "abc"[at] in right else "否"
            rows.append([number if first else "", stem if first else "", choice, flag])
    assert told(read(rows)) == TWO


def test_one_sheet_per_type():
    content = write_excel({
        "单选题": [["题干", "A", "B", "C", "答案"], ["灭火器放在哪里？", "看得见处", "柜子里", "仓库里", "A"]],
        "多选题": [["题干", "A", "B", "C", "答案"], ["着火时应当做什么？", "报警", "乘电梯", "疏散", "AC"]],
        "判断题": [["题干", "答案"], ["消防通道可以堆货。", "错"]],
        "填写说明": [["请按模板填写"], ["不要改表头"]],
    })  # fmt: skip
    found = read_file("题.xlsx", content)
    assert told(found) == [*TWO, ("judgement", "消防通道可以堆货。", (), "false")]
    assert [(one.code, one.place.sheet) for one in found.problems] == [("header_missing", "填写说明")]


def test_a_header_below_merged_note_rows():
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet("题库")
    sheet.merge_range("A1:F1", "某某市安全生产知识题库")
    sheet.merge_range("A2:F3", "说明：一、题型填单选题、多选题、判断题；二、答案填字母")
    for column, text in enumerate(["题型", "题干", "选项A", "选项B", "选项C", "正确答案"]):
        sheet.write(4, column, text)
    for row, line in enumerate([["单选题", "灭火器放在哪里？", "看得见处", "柜子里", "仓库里", "A"],
                                ["多选题", "着火时应当做什么？", "报警", "乘电梯", "疏散", "A,C"]], 5):  # fmt: skip
        sheet.write_row(row, 0, line)
    book.close()
    found = read_file("题.xlsx", buffer.getvalue())
    assert told(found) == TWO
    assert [one.place.cell for one in found.drafts] == ["B6", "B7"]


def test_columns_by_name_in_any_order_and_unknown_ones_are_named():
    found = read([
        ["*标准答案（必填）", "选项 C", "录入人", "难易程度", "选项 A", "试题内容", "选项 B", "题目解析"],
        ["a", "仓库里", "某人", "易", "看得见处", "灭火器放在哪里？", "柜子里", "要随手可取。"],
        ["Ａ、Ｃ", "疏散", "某人", "", "报警", "着火时应当做什么？", "乘电梯", ""],
    ])  # fmt: skip
    assert told(found) == TWO
    assert (found.drafts[0].rationale, found.drafts[0].difficulty) == ("要随手可取。", "易")
    assert [(one.reason, one.text.partition("：")[0]) for one in found.unused] == [("column", "录入人")]


def test_samples_that_contradict_the_header_are_noticed():
    body = [[f"第 {at} 道题问什么？", "甲", "乙", "因为标准里是这样写的。", "AB"[at % 2]] for at in range(6)]
    found = read([["题干", "A", "B", "答案", "解析"], *body])
    noticed = [one for one in found.problems if one.code == "header_contradicted"]
    assert [(one.stops, one.data["column"], one.data["other"], one.place.cell) for one in noticed] == [
        (True, "D", "E", "D1")
    ]


def test_choices_in_one_cell():
    head = ["题干", "选项", "答案"]
    cells = ["A.甲\nB.乙\nC.丙", "A、甲 B、乙 C、丙", "甲|乙|丙", "甲；乙；丙", "（A）甲（B）乙（C）丙"]
    for cell in cells[:4]:
        assert told(read([head, ["选哪个？", cell, "B"]])) == [
            ("single", "选哪个？", ("甲", "乙", "丙"), "b")
        ], cell


def test_a_cell_that_excel_made_a_date_stops_its_item_and_is_named():
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["题干", "A", "B", "答案"])
    sheet.write_row(1, 0, ["多久检查一次？", "每月"])
    sheet.write_datetime(1, 2, date(2024, 1, 3), book.add_format({"num_format": "m月d日"}))
    sheet.write(1, 3, "A")
    book.close()
    (draft,) = read_file("题.xlsx", buffer.getvalue()).drafts
    assert [(one.code, one.data["cell"], one.stops) for one in draft.problems] == [
        ("cell_became_date", "C2", True)
    ]


def test_numbers_in_cells_stay_as_the_author_sees_them():
    found = read(
        [
            ["题型", "题干", "A", "B", "答案"],
            ["单选题", "几米？", 2, 0.5, "B"],
            ["数值题", "下限？", "", "", 19.5],
        ]
    )
    assert told(found) == [("single", "几米？", ("2", "0.5"), "b"), ("numeric", "下限？", (), "19.5")]


CSV = '题型,题干,A,B,答案\n判断题,“消防通道”可以堆货，对吗？,,,×\n单选题,"带,逗号\n和换行",甲,乙,B\n'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("sign", [",", "\t", ";"])
def test_csv_in_every_usual_encoding_and_with_every_usual_sign(encoding, sign):
    text = (
        CSV
        if sign == ","
        else CSV.replace("带,逗号", "带逗号").replace(",", sign).replace("带逗号", "带,逗号")
    )
    found = read_file("题.csv", text.encode(encoding))
    assert found.format == "csv"
    assert told(found) == [
        ("judgement", "“消防通道”可以堆货，对吗？", (), "false"),
        ("single", "带,逗号\n和换行", ("甲", "乙"), "b"),
    ]


def test_bytes_of_no_encoding_are_refused_with_their_place():
    with pytest.raises(FileRefusedError) as caught:
        read_file("题.csv", b"\xc4\xe3,\xff\xff\xff")
    assert (caught.value.code, caught.value.data["at"] > 0) == ("encoding", True)
