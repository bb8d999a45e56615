"""What somebody says of a roster's columns and rows: nothing said is lost, nothing is guessed."""

import json

import pytest
from sqlalchemy import select

from examapp.adapters.tables.spreadsheets import write_excel
from examapp.extensions import db
from examapp.models.audit import AuditEntry
from examapp.services.people import roster_columns, roster_imports, roster_mending
from tests.world import id_number

OWN = [
    ["一分厂人员"],
    ["填表人：王会计", "", "19900000007"],
    ["姓 名", "公民身份号码", "工种/岗位", "入厂时间"],
]
EVERYBODY = {"role": "其他从业人员"}


@pytest.fixture
def desk(world, ports):
    """The officer previews a list and says what its columns are."""

    class Desk:
        who = {"actor": world["actors"]["officer"], "now": ports.clock.now(), "ports": ports}

        def preview(self, *rows):
            data = write_excel({"名单": [list(row) for row in rows]})
            return roster_imports.preview_roster(data, "名单.xlsx", world["own"].id, **self.who)

        def say(self, kept, columns, **whole):
            return roster_columns.choose_columns(kept.id, columns, whole=whole, **self.who)

        def good(self, kept):
            rows = roster_mending.list_good_rows(kept, ports)
            return [(row["name"], row["role"], row["started_on"], row["job_title"]) for row in rows]

    return Desk()


def codes(kept) -> list[tuple[str, str]]:
    return [(fault["column"], fault["code"]) for fault in kept.report["faults"]]


def test_the_columns_are_named_by_the_header_that_was_found_and_known_words_are_chosen_already(desk, ports):
    kept = desk.preview(*OWN, ["甲一", id_number(901), "叉车工", "2024-03-01"])
    heads = [head for _, head, _ in roster_columns.list_columns(kept, ports)]
    assert heads == ["姓 名", "公民身份号码", "工种/岗位", "入厂时间"]
    said, _ = roster_columns.said_of(kept, ports)
    assert said == {0: "name", 1: "id_number", 3: "started_on"}


def test_a_list_without_a_category_is_read_once_somebody_says_it_of_everybody_and_the_audit_knows(
    desk, ports
):
    kept = desk.preview(*OWN, ["甲一", id_number(901), "叉车工", "2024-03-01"])
    assert codes(kept) == [("人员类别", "column_missing")]
    columns = {0: "name", 1: "id_number", 2: "job_title", 3: "started_on"}
    kept = desk.say(kept, columns)
    # Still without a category: what was said of the columns is not lost.
    assert (codes(kept), roster_columns.said_of(kept, ports)) == (
        [("人员类别", "column_missing")],
        (columns, {}),
    )
    kept = desk.say(kept, columns, **EVERYBODY)
    assert (codes(kept), desk.good(kept)) == ([], [("甲一", "other", "2024-03-01", "叉车工")])
    entry = db.session.scalars(
        select(AuditEntry).where(AuditEntry.act == "roster.columns_chosen").order_by(AuditEntry.id)
    ).all()[-1]
    assert json.loads(entry.data)["whole"] == EVERYBODY


def test_what_is_said_of_everybody_never_replaces_what_the_file_says(desk):
    kept = desk.preview(
        ["姓名", "身份证号", "人员类别"], ["甲一", id_number(901), "主要负责人"], ["甲二", id_number(902), ""]
    )
    kept = desk.say(kept, {0: "name", 1: "id_number", 2: "role"}, started_on="2025-01-02", **EVERYBODY)
    assert desk.good(kept) == [("甲一", "lead", "2025-01-02", "")]
    assert codes(kept) == [("人员类别", "role_unknown")]


def test_a_column_nobody_knew_can_be_named_though_all_needed_ones_were_found_and_mends_stay(desk, ports):
    head = ["姓名", "身份证号", "人员类别", "入职日期", "干什么的"]
    kept = desk.preview(
        head,
        ["甲一", id_number(901), "其他从业人员", "2024-03-01", "焊工"],
        ["甲二", id_number(902), "老板", "2024-03-01", "车工"],
        ["以上", "属实", "", "", "王会计"],
    )
    roster_mending.mend_rows(kept.id, {0: {"role": "主要负责人"}}, **desk.who)
    roster_mending.mend_rows(kept.id, {}, dropped={("", 4)}, **desk.who)
    columns = {0: "name", 1: "id_number", 2: "role", 3: "started_on", 4: "job_title"}
    kept = desk.say(kept, columns)
    assert desk.good(kept) == [
        ("甲一", "other", "2024-03-01", "焊工"),
        ("甲二", "lead", "2024-03-01", "车工"),
    ]
    assert codes(kept) == []


def test_a_sheet_that_reads_itself_keeps_its_own_order_when_another_is_mapped(desk, world):
    sheets = {
        "一": [["姓名", "身份证号", "干什么的"], ["甲一", id_number(901), "其他从业人员"]],
        "二": [
            ["入职日期", "人员类别", "身份证号", "姓名"],
            ["2024-03-01", "主要负责人", id_number(902), "乙一"],
        ],
    }
    kept = roster_imports.preview_roster(write_excel(sheets), "x.xlsx", world["own"].id, **desk.who)
    kept = desk.say(kept, {0: "name", 1: "id_number", 2: "role"}, started_on="2025-01-02")
    assert desk.good(kept) == [("甲一", "other", "2025-01-02", ""), ("乙一", "lead", "2024-03-01", "")]


def test_a_row_that_is_nobody_is_dropped_also_after_the_good_ones_were_taken_and_can_be_put_back(desk, ports):
    head = ["姓名", "身份证号", "人员类别", "入职日期"]
    good, bad = ["甲一", id_number(901), "其他", "2024-03-01"], ["甲二", id_number(902), "其他", "去年"]
    kept = desk.preview(head, good, ["以上人员", "均已核对", "王会计", "十一月"], bad)
    kept = roster_mending.mend_rows(kept.id, {}, dropped={("", 3)}, **desk.who)
    roster_imports.start_import(kept.id, **desk.who)
    kept = roster_imports.get_import(desk.who["actor"], kept.id)
    assert [row.number for row in roster_mending.list_bad_rows(kept, ports)] == [4]
    assert [row.number for row in roster_mending.list_dropped_rows(kept, ports)] == [3]
    for _ in range(2):
        kept = roster_mending.restore_row(kept.id, "", 3, **desk.who)
    assert [row.number for row in roster_mending.list_bad_rows(kept, ports)] == [3, 4]
    kept = roster_mending.mend_rows(kept.id, {}, dropped={("", 3), ("", 4)}, **desk.who)
    assert (codes(kept), len(roster_mending.list_dropped_rows(kept, ports))) == ([], 2)
    acts = db.session.scalars(
        select(AuditEntry).where(AuditEntry.act == "roster.mended").order_by(AuditEntry.id)
    ).all()
    assert json.loads(acts[-1].data)["dropped"] == ["第 3 行", "第 4 行"]
