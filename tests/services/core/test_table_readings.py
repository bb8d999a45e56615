"""Large tables of every kind are read by a job in a process with limits, and give what a small one gives."""

from datetime import date, datetime, time

import pytest

from examapp.adapters.tables import reading_child
from examapp.adapters.tables.packages import unpacked_size
from examapp.adapters.tables.reading_child import read_sheets_in_child
from examapp.adapters.tables.spreadsheets import TableUnreadableError, read_sheets_of, write_excel
from examapp.domain.errors import DomainError
from examapp.extensions import db
from examapp.models.accounts import Account
from examapp.models.audit import AuditEntry, FileImport
from examapp.services.core import file_readings
from examapp.services.people import register_imports
from examapp.services.people.region_imports import HEAD as REGION_HEAD
from examapp.services.quizzes import inspection_imports
from examapp.web.import_sentences import import_sentence

ROWS = [REGION_HEAD, ["新市", "990200", "", ""], ["新区", "990202", "", ""]]
JOBS = {"inspections": inspection_imports.read_inspections_file}


def bring(world, ports, kind: str, rows: list[list], who: str = "administrator") -> FileImport:
    data = write_excel({"表": rows})
    facts = {"actor": world["actors"][who], "now": ports.clock.now(), "ports": ports}
    if kind == "inspections":
        return inspection_imports.receive_inspections(data, "表.xlsx", **facts)
    return register_imports.receive(kind, data, "表.xlsx", **facts)


@pytest.mark.parametrize(
    ("kind", "rows"),
    [
        ("regions", ROWS),
        ("regions", [REGION_HEAD, ["", "990200", "", ""]]),
        ("enterprises", [["企业名称", "统一社会信用代码"], ["厂", "1"]]),
        ("inspectors", [["姓名", "执法证号", "所在区域"], ["王一", "Z1", "甲区"]]),
        ("inspections", [["企业名称", "检查日期"], ["没有这家", "2026-01-05"]]),
    ],
)
def test_a_large_table_gives_the_preview_that_a_small_one_gives(world, ports, monkeypatch, kind, rows):
    small = bring(world, ports, kind, rows)
    monkeypatch.setattr(file_readings, "MOST_AT_ONCE", 10)
    large = bring(world, ports, kind, rows)
    assert (large.state, large.report, large.row_count) == ("previewed", small.report, small.row_count)
    acts = [entry.act for entry in db.session.query(AuditEntry).filter_by(subject=f"import:{large.id}")]
    assert acts == [f"{kind}.received", f"{kind}.previewed"]


@pytest.mark.parametrize("kind", ["regions", "inspections"])
def test_a_reading_cut_short_is_taken_up_again_with_the_rights_of_that_day(world, ports, monkeypatch, kind):
    monkeypatch.setattr(file_readings, "MOST_AT_ONCE", 10)
    monkeypatch.setattr(file_readings, "send_run", lambda run_id, *, ports: None)
    unread = bring(world, ports, kind, ROWS)
    assert (unread.state, file_readings.list_unread()) == ("reading", [(kind, unread.id)])
    db.session.get(Account, unread.account_id).state = "closed"
    db.session.commit()
    for _ in range(2):
        JOBS.get(kind, register_imports.read_file)(unread.id, now=ports.clock.now(), ports=ports)
    unread = db.session.get(FileImport, unread.id, populate_existing=True)
    assert (unread.state, unread.rows_sealed, unread.report["failure"]) == ("failed", None, "not_found")


def test_a_small_file_that_is_large_when_unpacked_is_read_by_the_job():
    data = write_excel({"表": [["甲" * 20 + str(at) for at in range(50)] for _ in range(1300)]})
    blank = write_excel({"表": [["甲"]]})
    assert unpacked_size(data) > file_readings.MOST_UNPACKED_AT_ONCE
    assert (file_readings.reads_at_once(data), file_readings.reads_at_once(blank)) == (False, True)


def test_the_process_with_limits_gives_the_same_cells_and_refuses_in_the_same_words(monkeypatch):
    row = ["字", 1.5, 3, True, date(2026, 1, 5), datetime(2026, 1, 5, 8, 30), time(8, 30)]
    data = write_excel({"甲": [row], "乙": [["x"]]})
    assert read_sheets_in_child(data, "表.xlsx") == read_sheets_of(data, "表.xlsx")
    for content in (b"\x00\x01\x02" * 50, b"\n"):
        codes = []
        for read in (read_sheets_in_child, read_sheets_of):
            with pytest.raises(TableUnreadableError) as refused:
                read(content, "表.csv")
            codes.append(refused.value.code)
        assert codes[0] == codes[1]
    monkeypatch.setattr(reading_child, "MOST_WAITING", 0)
    with pytest.raises(TableUnreadableError) as refused:
        read_sheets_in_child(data, "表.xlsx")
    assert refused.value.code == "too_slow"
    told = DomainError("table_unreadable", cause="too_slow")
    assert "读得太久" in import_sentence(told.code, told.data)
