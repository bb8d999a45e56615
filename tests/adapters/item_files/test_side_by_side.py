"""Two tables in the same rows, and answers on a sheet of their own."""

from examapp.adapters.item_files.drafts import QUIET, ReadResult
from examapp.adapters.item_files.reading import read_file
from examapp.adapters.tables.spreadsheets import write_excel

HEAD = ["序号", "题型", "题目", "A", "B", "C"]
ASKED = [
    HEAD,
    ["1", "单选题", "火警电话是（ ）。", "119", "120", "110"],
    ["2", "多选题", "防护用品有（ ）。", "安全帽", "拖鞋", "安全带"],
    ["3", "判断题", "可以带电作业不用防护。", "", "", ""],
]


def read(sheets: dict[str, list[list[str]]]) -> ReadResult:
    return read_file("题.xlsx", write_excel(sheets))


def rows(result: ReadResult) -> list[tuple[str, str, bool]]:
    return [(one.stem, "".join(one.answer), one.stopped) for one in result.drafts]


def test_answers_of_another_sheet_go_to_their_numbers_and_say_so():
    result = read({"试题": ASKED, "答案": [["题号", "答案"], ["1", "A"], ["2", "AC"], ["3", "错"]]})
    assert rows(result) == [
        ("火警电话是（ ）。", "a", False),
        ("防护用品有（ ）。", "ac", False),
        ("可以带电作业不用防护。", "false", False),
    ]
    assert {(one.code, one.data["sheet"]) for draft in result.drafts for one in draft.problems} == {
        ("answer_of_sheet", "答案")
    }
    assert result.counts.agree
    assert [look.origin for look in result.looks] == ["header", "answers"]


def test_an_answer_without_a_question_and_a_question_without_one_are_told():
    result = read({"试题": ASKED, "答案": [["题号", "答案"], ["1", "A"], ["3", "错"], ["9", "B"]]})
    assert [stopped for _, _, stopped in rows(result)] == [False, True, False]
    assert [(one.reason, one.text) for one in result.unused if one.reason not in QUIET] == [
        ("listed_answer", "9. B")
    ]


def test_numbers_that_come_twice_get_no_answer_of_another_sheet():
    double = [["题号", "答案"], ["1", "A"], ["1", "B"]]
    assert all(stopped for _, _, stopped in rows(read({"试题": ASKED, "答案": double})))
    again = [*ASKED, ["1", "判断题", "高处作业要系安全带。", "", "", ""]]
    told = [["题号", "答案"], ["1", "A"], ["2", "AC"], ["3", "错"]]
    assert all(stopped for _, _, stopped in rows(read({"试题": again, "答案": told})))
    result = read({"试题一": ASKED, "试题二": ASKED, "答案": [["题号", "答案"], ["1", "A"], ["2", "AC"]]})
    assert all(stopped for _, _, stopped in rows(result))


def test_two_tables_in_the_same_rows_are_read_row_by_row():
    result = read(
        {
            "题": [
                ["题库"],
                ["题目", "答案", "题目", "答案"],
                ["1、火警电话是（ ）。A.119 B.120", "A", "2、急救电话是（ ）。A.119 B.120", "B"],
                ["3、报警电话是（ ）。A.110 B.120", "A", "4、安全帽要系带。", "√"],
            ]
        }
    )
    assert rows(result) == [
        ("火警电话是（ ）。", "a", False),
        ("急救电话是（ ）。", "b", False),
        ("报警电话是（ ）。", "a", False),
        ("安全帽要系带。", "true", False),
    ]
    assert [one.place.cell for one in result.drafts] == ["A3", "C3", "A4", "C4"]
    assert {one.reason for one in result.unused} == {"title", "taken_off"}
