"""A large roster is read by a job: the same preview as a small one, refused in words, safe twice, taken up again."""

import sqlite3

import pytest

from examapp.adapters.tables.spreadsheets import write_excel
from examapp.domain.errors import DomainError
from examapp.extensions import db
from examapp.models.audit import AuditEntry, FileImport
from examapp.services.core import file_readings
from examapp.services.people import roster_imports, roster_readings
from tests.services.people.test_roster_imports import HEAD, row

SHEETS = {"名单": [HEAD, row(1), row(2), row(3, 姓名="")]}


@pytest.fixture
def receive(world, ports, monkeypatch):
    """Bring a file in that counts as a large one."""
    monkeypatch.setattr(file_readings, "MOST_AT_ONCE", 10)

    def bring(data: bytes, name: str = "名单.xlsx") -> FileImport:
        who = {"actor": world["actors"]["officer"], "now": ports.clock.now(), "ports": ports}
        return roster_readings.receive_roster(data, name, world["own"].id, **who)

    return bring


def test_a_large_roster_gives_the_preview_that_a_small_one_gives(world, ports, receive):
    data = write_excel(SHEETS)
    who = {"actor": world["actors"]["officer"], "now": ports.clock.now(), "ports": ports}
    small = roster_imports.preview_roster(data, "名单.xlsx", world["own"].id, **who)
    large = receive(data)
    assert (large.state, large.report, large.row_count) == ("previewed", small.report, small.row_count)
    acts = [one.act for one in db.session.query(AuditEntry).filter_by(subject=f"import:{large.id}")]
    assert acts == ["roster.received", "roster.previewed"]
    roster_imports.start_import(large.id, **who)
    assert roster_imports.get_import(who["actor"], large.id).report["taken"]["new"] == 2


def test_a_file_that_is_no_table_is_refused_on_its_page_and_not_kept(receive):
    kept = receive(b"\x00\x01\x02" * 50)
    assert (kept.state, kept.rows_sealed) == ("failed", None)
    assert kept.report == {"failure": "table_unreadable", "failure_data": {"cause": "not_a_table"}}


def test_a_foreign_enterprise_keeps_no_file(world, ports, receive):
    who = {"actor": world["actors"]["foreign_officer"], "now": ports.clock.now(), "ports": ports}
    with pytest.raises(DomainError):
        roster_readings.receive_roster(write_excel(SHEETS), "名单.xlsx", world["own"].id, **who)
    assert db.session.query(FileImport).count() == 0


def test_a_reading_cut_short_is_taken_up_again_and_runs_once(world, ports, receive, monkeypatch):
    monkeypatch.setattr(file_readings, "send_run", lambda run_id, *, ports: None)
    kept = receive(write_excel(SHEETS))
    assert (kept.state, file_readings.list_unread()) == ("reading", [("roster", kept.id)])
    for _ in range(2):
        roster_readings.read_roster_file(kept.id, now=ports.clock.now(), ports=ports)
    assert file_readings.list_unread() == []
    assert db.session.query(AuditEntry).filter_by(act="roster.previewed").count() == 1


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_others_write_while_a_large_roster_is_read(world, ports, receive, monkeypatch):
    writable = []

    def look(words: str, act):
        def acted(*arguments, **facts):
            result = act(*arguments, **facts)
            other = sqlite3.connect(db.engine.url.database, timeout=0, isolation_level=None)
            try:
                other.execute("BEGIN IMMEDIATE")
                writable.append(words)
            finally:
                other.close()
            return result

        return acted

    monkeypatch.setattr(
        roster_readings.file_imports, "open_file", look("opened", roster_readings.file_imports.open_file)
    )
    monkeypatch.setattr(roster_readings, "compare", look("compared", roster_readings.compare))
    db.session.rollback()
    assert receive(write_excel(SHEETS)).state == "previewed"
    assert writable == ["opened", "compared"]
