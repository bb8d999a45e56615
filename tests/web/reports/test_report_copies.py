"""Reports from a replica: read there, never written there, told when old, read from the database itself when it is away."""

import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from examapp.app import create_app
from examapp.extensions import db
from examapp.services.reports import report_copies
from examapp.web.filters import local_time
from tests.databases import make_settings
from tests.pages import Browser
from tests.services.exams.test_exams import announced, registered, sit
from tests.stories import open_quiz

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
OLD = "取自报表副本"


@pytest.fixture
def copied(app, database_url, tmp_path, world, ports, sign_in):
    """copied() makes a replica of this moment; gives a browser of the bureau on a node that reads reports from it."""
    token = sign_in("bureau").token

    def make(url: str = "") -> Browser:
        db.session.remove()
        with (
            closing(sqlite3.connect(tmp_path / "examapp.db")) as held,
            closing(sqlite3.connect(tmp_path / "copy.db")) as copy,
        ):
            held.backup(copy)
        reports = url or f"sqlite:///{tmp_path / 'copy.db'}"
        settings = make_settings(tmp_path, database_url, EXAMAPP_REPORTS_DATABASE_URL=reports)
        return Browser(create_app(settings, clock=ports.clock), token)

    return make


@on_sqlite
def test_reports_are_read_from_the_replica_and_other_pages_are_not(app, world, ports, copied):
    office = copied()
    name = open_quiz(world, ports).inspection.enterprise.name
    assert name not in office.get("/coverage").text
    assert name in office.get("/inspections").text
    assert OLD not in office.get("/coverage").text


@on_sqlite
def test_a_replica_that_lags_behind_more_than_a_minute_is_told_with_its_moment(app, ports, copied):
    report_copies.beat(now=ports.clock.now())
    office = copied()
    assert OLD not in office.get("/coverage").text
    report_copies.beat(now=ports.clock.now() + timedelta(seconds=59))
    db.session.remove()
    assert OLD not in office.get("/coverage").text
    report_copies.beat(now=ports.clock.now() + timedelta(seconds=90))
    db.session.remove()
    told = local_time(report_copies.told_age(ports.clock.now() + timedelta(seconds=90), ports.clock.now()))
    assert f"{OLD}，截至 {told}" in office.get("/coverage").text


@on_sqlite
def test_a_file_that_was_just_asked_for_is_told_though_the_replica_does_not_know_it(
    app, world, ports, copied
):
    announced(world, ports)
    sit(app, registered("周文员"), ports, right=20)
    office, page = copied(), f"/enterprises/{world['own'].id}/archive"
    assert "生成 PDF" in office.get(page).text
    assert office.post(f"{page}/files", {"format": "pdf"}).status_code == 303
    assert "生成 PDF" not in office.get(page).text


@on_sqlite
def test_with_the_replica_away_reports_come_from_the_database_itself(app, world, ports, copied):
    office = copied("postgresql://x@127.0.0.1:1/x")
    name = open_quiz(world, ports).inspection.enterprise.name
    answer = office.get("/coverage")
    assert (answer.status_code, name in answer.text, OLD in answer.text) == (200, True, False)
    assert office.get("/coverage/coverage.xlsx").status_code == 200


def test_nothing_is_written_through_the_replica_whatever_the_code_does(database_url, tmp_path, app, ports):
    url = database_url
    node = create_app(make_settings(tmp_path, url, EXAMAPP_REPORTS_DATABASE_URL=url), clock=ports.clock)
    db.session.remove()
    with node.app_context():
        with report_copies.reading(), pytest.raises(DBAPIError):
            db.session.execute(text("insert into counters (name, value) values ('x', 1)"))
        db.session.rollback()
        with report_copies.reading():
            assert db.session.execute(text("select count(*) from accounts")).scalar() is not None
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()


@on_sqlite
def test_the_mark_is_renewed_by_one_worker_and_never_goes_back(app, ports):
    now = ports.clock.now()
    assert report_copies.beat(now=now)
    assert not report_copies.beat(now=now + timedelta(seconds=5))
    assert not report_copies.beat(now=now - timedelta(days=1))
    assert report_copies.read_mark() == now.replace(microsecond=0)
