"""Rosters as people send them: every row belongs to a person or to a visible list, and nothing is guessed."""

import io

import pytest
import xlsxwriter
from sqlalchemy import func, select

from examapp.adapters.tables.spreadsheets import read_table, write_excel
from examapp.domain.errors import DomainError
from examapp.extensions import db
from examapp.models.candidates import Candidate, Employment
from examapp.services.people import roster_columns, roster_imports, roster_mending
from tests.world import id_number

HEAD = ["姓名", "身份证号", "人员类别", "入职日期"]


def person(name: str, serial: int, **changes) -> list:
    return list(
        {
            "name": name,
            "id": id_number(serial),
            "role": "其他从业人员",
            "day": "2024-03-01",
            **changes,
        }.values()
    )


@pytest.fixture
def office(world, ports):
    """The officer's desk: preview, take, mend."""

    class Office:
        who = {"actor": world["actors"]["officer"], "now": ports.clock.now(), "ports": ports}

        def preview(self, data: bytes, name: str = "名单.xlsx"):
            return roster_imports.preview_roster(data, name, world["own"].id, **self.who)

        def sheet(self, *rows):
            return self.preview(write_excel({"名单": [list(row) for row in rows]}))

        def take(self, kept, looked: bool = False):
            roster_imports.start_import(kept.id, looked=looked, **self.who)
            return roster_imports.get_import(self.who["actor"], kept.id)

        def mend(self, kept, changes):
            return roster_mending.mend_rows(kept.id, changes, **self.who)

        def bad(self, kept):
            return roster_mending.list_bad_rows(kept, ports)

        def names(self, kept):
            return [row["name"] for row in roster_mending.list_good_rows(kept, ports)]

    return Office()


def faults(kept) -> list[tuple[str, str]]:
    return [(fault["cell"], fault["code"]) for fault in kept.report["faults"]]


def unused(kept) -> list[tuple[str, str]]:
    return [(part["place"], part["why"]) for part in kept.report["unused"]]


@pytest.mark.parametrize(
    "head",
    [
        ["姓 名", "公民身份号码", "人员性质", "入职时间"],
        ["*姓名", "*身份证号\n（必填）", "人员类别 *", "入职日期（yyyy-mm-dd）"],
        ["姓名⏎(必填)".replace("⏎", "\n"), "身份证号码:", "人员类别【必填】", "上岗日期"],
        ["员工姓名", "证件号码", "类别", "到岗时间"],
    ],
)
def test_heads_are_read_as_people_write_them(office, head):
    assert office.names(office.sheet(head, person("甲一", 901))) == ["甲一"]


def test_all_sheets_are_read_and_what_is_no_roster_is_listed(office):
    sheets = {
        "一车间": [HEAD, person("甲一", 901)],
        "二车间": [HEAD, person("乙一", 902)],
        "说明": [["请如实填写"]],
    }
    kept = office.preview(write_excel(sheets))
    assert office.names(kept) == ["甲一", "乙一"]
    assert unused(kept) == [("说明", "sheet_without_header")]
    with pytest.raises(DomainError, match="unused_not_looked_at"):
        office.take(kept)
    assert office.take(kept, looked=True).report["new"] == 2


def test_the_notes_of_the_template_are_no_roster_and_nobody_is_asked_about_them(office):
    rows = [
        *read_table(roster_imports.make_template(), "x.xlsx")[:1],
        ["甲一", id_number(901), "", "其他", "", "", "", 45352],
    ]
    kept = office.preview(write_excel({"名单": rows}, notes=roster_imports.NOTES))
    assert (faults(kept), unused(kept)) == ([], [("填写说明", "notes")])
    assert office.take(kept).report["new"] == 1


def test_a_fault_in_another_sheet_is_named_with_its_sheet(office):
    sheets = {"一车间": [HEAD, person("甲一", 901)], "二车间": [HEAD, person("乙一", 902, day="上个月")]}
    assert faults(office.preview(write_excel(sheets))) == [("二车间 D2", "date_unreadable")]


def test_hidden_sheets_stay_out_and_are_named_and_merged_cells_count_for_each_row(office):
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    sheet = book.add_worksheet("名单")
    sheet.merge_range(0, 0, 0, 3, "某公司人员名单")
    for number, row in enumerate([HEAD, person("甲一", 901), person("甲二", 902, role="", day="")], start=1):
        sheet.write_row(number, 0, row)
    sheet.merge_range(2, 2, 3, 2, "其他从业人员")
    sheet.merge_range(2, 3, 3, 3, "2024-03-01")
    sheet.merge_range(4, 0, 4, 3, "合计：2 人")
    secret = book.add_worksheet("旧名单")
    secret.write_row(0, 0, HEAD)
    secret.write_row(1, 0, person("离职", 903))
    secret.hide()
    book.close()
    kept = office.preview(buffer.getvalue())
    assert (office.names(kept), faults(kept)) == (["甲一", "甲二"], [])
    assert unused(kept) == [
        ("名单第 1 行", "title"),
        ("名单第 5 行", "footer"),
        ("旧名单", "sheet_hidden"),
    ]


def test_a_header_in_two_rows_far_down_titles_and_ends_of_the_table_are_told_apart_from_people(office):
    rows = [
        ["某公司"],
        *[["填表说明"]] * 20,
        ["序号", "姓名", "", "类别信息", ""],
        ["", "", "身份证号", "人员类别", "入职日期"],
    ]
    rows += [["1", *person("甲一", 901)], ["2"], rows[-2], ["制表人：张三", "", "", "", "2026-11-01"]]
    kept = office.sheet(*rows)
    assert (office.names(kept), faults(kept)) == (["甲一"], [])
    assert [why for _, why in unused(kept)][-3:] == ["number_only", "header_again", "footer"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("csv", 'x,y\n姓名,身份证号,人员类别,入职日期\n甲一,="{id}",其他从业人员,1-Mar-24\n'),
        ("pipes", "姓名|||身份证号|||人员类别|||入职日期\n甲一|||{id}|||其他从业人员|||2024/3/1 8:30\n"),
        ("semicolons", "姓名;身份证号;人员类别;入职日期\n甲一;\t{id};其他从业人员;45352\n"),
        ("wide commas", "姓名，身份证号，人员类别，入职日期\n甲一，{id}，其他从业人员，２０２４年３月１日\n"),
        (
            "web page",
            "<html><table><tr><td>姓名<td>身份证号<td>人员类别<td>入职日期</tr>"
            "<tr><td>甲一<td>{id}<td>其他从业人员<td>2024.3.1</table></html>",
        ),
    ],
)
def test_any_divider_and_a_web_page_under_the_name_of_excel_are_read(office, ports, name, text):
    kept = office.preview(
        text.format(id=id_number(901)).encode("gb18030" if name != "web page" else "utf-8"), "名单.xls"
    )
    good = roster_mending.list_good_rows(kept, ports)
    assert [(row["name"], row["started_on"]) for row in good] == [("甲一", "2024-03-01")], faults(kept)


def test_full_width_digits_and_days_as_excel_counts_them_are_read(office, ports):
    wide = id_number(901).translate({ord(digit): ord("０") + int(digit) for digit in "0123456789"})
    kept = office.sheet(HEAD, ["甲\u200b一", wide, "其他从业人员", 45352])
    good = roster_mending.list_good_rows(kept, ports)
    assert [(row["name"], row["started_on"]) for row in good] == [("甲一", "2024-03-01")]


def test_a_number_that_lost_its_end_says_so_and_shows_what_stands_there(office):
    kept = office.sheet(
        HEAD,
        ["甲一", "9.90199E+17", "其他从业人员", "2024-03-01"],
        ["甲二", 990103198505050010, "其他", "2024-03-01"],
    )
    assert faults(kept) == [("B2", "id_scientific"), ("B3", "id_as_number")]
    assert [fault["read"] for fault in kept.report["faults"]] == ["9.90199E+17", "9.90103E+17"]


def test_one_number_under_two_names_stops_both_rows_in_the_preview(office):
    kept = office.sheet(HEAD, person("甲一", 901), person("甲二", 901, day="2025-01-01"), person("乙", 902))
    assert faults(kept) == [("B2", "id_two_names"), ("B3", "id_two_names")]
    assert office.names(kept) == ["乙"]


def test_another_name_on_the_own_roster_is_told_in_the_preview(office):
    kept = office.sheet(HEAD, person("别名", 8))
    assert [(fault["code"], fault["value"]) for fault in kept.report["faults"]] == [
        ("name_on_roster", "周文员")
    ]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("123", "name_without_letters"),
        ("丙五（已离职）", "name_with_note"),
        ("=HYPERLINK(1)", "name_formula"),
        ("＝杨十七", "name_formula"),
        ("甲" * 61, "name_too_long"),
    ],
)
def test_what_is_no_name_is_told(office, name, code):
    assert code in [fault for _, fault in faults(office.sheet(HEAD, person(name, 901)))]


def test_good_rows_are_taken_first_and_the_bad_ones_are_mended_in_place_and_taken_too(office):
    kept = office.sheet(
        HEAD, person("甲一", 901), person("甲二", 902, day="去年"), person("甲三", 903, role="老板")
    )
    before = db.session.scalar(select(func.count(Employment.id)))
    kept = office.take(kept)
    assert (kept.state, kept.report["taken"]["new"], len(office.bad(kept))) == ("previewed", 1, 2)
    assert office.take(kept).report["taken"]["new"] == 1
    first, second = office.bad(kept)
    assert [cell.name for cell in first.cells] == ["started_on"]
    kept = office.mend(kept, {first.key: {"started_on": "2024-05-06"}, second.key: {"role": "还是老板"}})
    assert (office.names(kept), [row.number for row in office.bad(kept)]) == (["甲二"], [4])
    kept = office.take(kept)
    kept = office.mend(kept, {office.bad(kept)[0].key: {"role": "主要负责人"}})
    done = office.take(kept)
    assert (done.state, done.rows_sealed, done.row_count, done.report["new"]) == ("done", None, 3, 3)
    assert db.session.scalar(select(func.count(Employment.id))) == before + 3


def test_the_document_before_a_number_is_read_and_else_its_kind_can_be_chosen_where_the_number_is_mended(
    office, ports
):
    numbers = ["护照 E12345678", "护照号：C9876543", "E7654321"]
    kept = office.sheet(
        HEAD, *(person(f"甲{at}", 0, id=text) for at, text in zip("一二三", numbers, strict=True))
    )
    good = roster_mending.list_good_rows(kept, ports)
    assert [(row["name"], row["document_kind"]) for row in good] == [
        ("甲一", "passport"),
        ("甲二", "passport"),
    ]
    row = office.bad(kept)[0]
    assert [cell.name for cell in row.cells] == ["document_kind", "id_number"]
    assert office.names(office.mend(kept, {row.key: {"document_kind": "护照"}})) == ["甲一", "甲二", "甲三"]


def test_a_telephone_that_lost_its_end_says_so_and_a_mark_before_a_number_is_no_part_of_it(office):
    head = [*HEAD, "手机号"]
    kept = office.sheet(
        head, [*person("甲一", 901), "1.38E+10"], [*person("甲二", 0, id="`" + id_number(902)), ""]
    )
    assert (faults(kept), office.names(kept)) == ([("E2", "phone_scientific")], ["甲二"])


def test_the_end_of_a_table_in_text_or_spread_over_all_cells_is_nobody(office):
    text = f"姓名;身份证号;人员类别;入职日期\n甲一;{id_number(901)};其他从业人员;2024-03-01\n合计;1人;;\n"
    assert unused(office.preview(text.encode(), "x.csv")) == [("第 3 行", "footer")]
    spread = office.sheet(
        HEAD, person("甲一", 901), ["共3条，第1页"] * 4, ["合计鑫", id_number(903), "其他", "2024-01-01"]
    )
    assert (unused(spread), office.names(spread)) == ([("第 3 行", "footer")], ["甲一", "合计鑫"])


def test_a_number_without_fault_is_masked_in_the_list_to_mend(office):
    row = office.bad(office.sheet(HEAD, person("甲二", 902, day="去年")))[0]
    assert dict(row.others)["身份证号"].endswith("*" + id_number(902)[-4:])


def test_a_cell_that_was_not_touched_stays_what_it_was(office):
    kept = office.sheet(HEAD, ["甲二", 990103198505050010, "其他", "2024-03-01"])
    row = office.bad(kept)[0]
    again = office.mend(kept, {row.key: {"id_number": row.cells[0].text}})
    assert faults(again) == [("B2", "id_as_number")]


def test_the_excel_of_bad_rows_can_be_sent_in_again(office, ports):
    kept = office.sheet(HEAD, person("甲一", 901), person("甲二", 902, day="去年"))
    file = roster_mending.make_bad_rows_file(kept, ports, {0: "日期读不出来"})
    again = office.preview(file, "要改的行.xlsx")
    assert [fault["code"] for fault in again.report["faults"]] == ["date_unreadable"]
    assert again.report["ignored_columns"] == ["问题和改法"]


def test_somebody_says_what_the_columns_are(office, ports):
    kept = office.sheet(["姓名", "公民身份号码", "人员性质", "参加工作时间"], person("己一", 901))
    assert [fault["code"] for fault in kept.report["faults"]] == ["column_missing"]
    columns = roster_columns.list_columns(kept, ports)
    assert [(head, samples[0]) for _, head, samples in columns][3] == ("参加工作时间", "2024-03-01")
    chosen = {0: "name", 1: "id_number", 2: "role", 3: "started_on"}
    kept = roster_columns.choose_columns(kept.id, chosen, **office.who)
    assert (office.names(kept), faults(kept)) == (["己一"], [])
    assert office.take(kept).report["new"] == 1
    assert db.session.scalar(select(Candidate.id).where(Candidate.name == "己一"))
