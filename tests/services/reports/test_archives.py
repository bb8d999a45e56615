"""Old attempts become read-only: still read and verified, changed by nobody, reopened for a reason."""

from datetime import date, timedelta

import pytest
from flask_migrate import downgrade, upgrade
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from examapp.adapters.databases import partitions
from examapp.adapters.databases.partitions import OLDER
from examapp.domain.attempt_ids import LEAD
from examapp.domain.errors import DomainError
from examapp.extensions import db
from examapp.models.archives import AttemptArchive
from examapp.models.attempts import Attempt, AttemptEvent, AttemptResult, AttemptStep
from examapp.paths import MIGRATIONS
from examapp.services.appeals import regrades
from examapp.services.attempts import attempt_starts
from examapp.services.attempts.attempts import latest_result
from examapp.services.core import audit
from examapp.services.core.partitions import prepare_months
from examapp.services.core.signing_keys import trusted_keys
from examapp.services.reports import archives
from examapp.verifying import verify_file
from tests.services.appeals.test_regrades import FIRST, attempt_of, file, wrong_slot
from tests.services.core.test_rollups import one_short  # noqa: F401 - a fixture
from tests.services.exams.test_exams import registered, sit
from tests.services.quizzes.test_field_flow import finish
from tests.stories import Device, open_quiz, step

POSTGRESQL = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
BORDER = date(2026, 12, 1)


def archive(ports, before: date = date(2026, 12, 17)) -> archives.Archived:
    return archives.archive_attempts(before, actor="system", now=ports.clock.now())


@pytest.fixture
def old(one_short, ports) -> Attempt:  # noqa: F811
    """A try of last month, one answer short, whose exam is over."""
    ports.clock.moment += timedelta(days=60)
    return one_short


def refused_by_the_database(statement) -> bool:
    with pytest.raises(DBAPIError) as error:
        db.session.execute(statement)
    db.session.rollback()
    return error.value.orig.sqlstate == "XA001"


def test_whole_months_are_archived_once_and_results_are_still_read(old, ports):
    first, again = archive(ports), archive(ports)
    assert (first, first.before) == (again, BORDER)
    assert first.attempts == db.session.query(Attempt).count()
    assert archive(ports, date(2026, 6, 1)) == first
    assert db.session.query(AttemptArchive).count() == 1
    assert latest_result(old.id).version == 1
    assert [one.act for one in audit.list_entries()].count("attempts.archived") == 1
    assert audit.find_tampering() is None


@POSTGRESQL
def test_a_tablespace_that_is_not_there_is_named_before_anything_is_archived(old, ports):
    with pytest.raises(DomainError) as refused:
        archives.archive_attempts(BORDER, tablespace="nowhere", actor="system", now=ports.clock.now())
    assert (refused.value.code, refused.value.data) == ("archive_no_tablespace", {"name": "nowhere"})
    assert archives.find_archive() is None
    assert archives.archive_attempts(
        BORDER, tablespace="pg_default", actor="system", now=ports.clock.now()
    ).months


@POSTGRESQL
def test_while_others_hold_the_tables_the_archive_gives_up_soon_and_says_so(old, ports, monkeypatch):
    def refused(act) -> str:
        with db.engine.connect() as somebody:
            somebody.execute(text("LOCK TABLE attempts IN ROW EXCLUSIVE MODE"))
            with pytest.raises(DomainError) as error:
                act()
        return error.value.code

    monkeypatch.setattr(partitions, "PATIENCE", "50ms")
    # Otherwise the months to come are what waits for the lock.
    prepare_months(now=ports.clock.now())
    assert (refused(lambda: archive(ports)), archives.find_archive()) == ("archive_busy", None)
    db.session.commit()
    done = archive(ports)
    reopen = {"actor": "system", "now": ports.clock.now()}
    assert refused(lambda: archives.reopen_archive("复评", **reopen)) == "archive_busy"
    assert archives.find_archive().before == done.before
    db.session.commit()
    assert archives.reopen_archive("复评", **reopen)


def test_what_is_young_running_or_could_still_begin_is_not_archived(one_short, app, ports):  # noqa: F811
    codes = []
    for days in (1, 30):
        with pytest.raises(DomainError) as refused:
            archives.archive_attempts(BORDER, actor="system", now=ports.clock.now() + timedelta(days))
        codes.append(refused.value.code)
    exam = one_short.registration.exam
    exam.sittings[-1].closes_at = ports.clock.now() + timedelta(days=90)
    db.session.commit()
    ports.clock.moment += timedelta(days=60)
    with pytest.raises(DomainError) as refused:
        archive(ports)
    codes.append(refused.value.code)
    assert codes == ["archive_too_young", "archive_too_young", "archive_unfinished"]
    assert archives.find_archive() is None


def test_answers_that_come_years_later_are_refused_clearly_and_held_ones_acknowledged(old, app, ports):
    device = Device(app, attempt_of("张焊工"))
    db.session.execute(update(Attempt).where(Attempt.id == device.id).values(how="deadline"))
    db.session.commit()
    sent = step(1, [], 77)
    assert device.put(sent).status_code == 200
    archive(ports)
    assert device.put(sent).status_code == 200
    late = device.put(step(2, [], 78))
    assert (late.status_code, late.json["error"]) == (409, "attempt_archived")
    ready = db.session.query(Attempt).filter_by(state="ready").first()
    with pytest.raises(DomainError) as refused:
        attempt_starts.open_attempt(ready.id, token_version=1, now=ports.clock.now())
    assert refused.value.code == "attempt_archived"


def test_a_regrade_of_archived_papers_is_refused_whole_until_the_archive_is_reopened(old, world, ports):
    ports.clock.moment -= timedelta(days=60)
    dispute = file(old, wrong_slot(old), ports).dispute_id
    ports.clock.moment += timedelta(days=60)
    now, actors = ports.clock.now(), world["actors"]
    ruling = regrades.Ruling(regrades.Effect.all_correct)
    archive(ports)
    regrades.decide(dispute, ruling, "有歧义。", actor=actors["bank_admin"], now=now)
    with pytest.raises(DomainError) as refused:
        regrades.approve(dispute, actor=actors["reviewer"], now=now)
    assert (refused.value.code, latest_result(old.id).version) == ("regrade_archived", 1)
    with pytest.raises(DomainError):
        archives.reopen_archive(" ", actor="system", now=now)
    assert archives.reopen_archive("申诉后重新评分", actor="system", now=now)
    assert not archives.reopen_archive("再来一次", actor="system", now=now)
    assert regrades.approve(dispute, actor=actors["reviewer"], now=now) >= 1
    assert latest_result(old.id).version == 2
    assert archive(ports).before == BORDER


@POSTGRESQL
def test_the_database_itself_refuses_every_change_and_leaves_younger_attempts_alone(old, app, ports):
    done = archive(ports)
    assert done.months == (OLDER, "attempt_steps_2026_11")
    result = {
        column.name: getattr(latest_result(old.id), column.name) for column in AttemptResult.__table__.c
    }
    held = db.session.query(AttemptStep).filter_by(attempt_id=old.id).first()
    new_step = {column.name: getattr(held, column.name) for column in AttemptStep.__table__.c}
    changes = [
        update(Attempt).where(Attempt.id == old.id).values(state="open"),
        delete(AttemptResult).where(AttemptResult.attempt_id == old.id),
        update(AttemptResult).where(AttemptResult.attempt_id == old.id).values(passed=True),
        insert(AttemptResult).values({**result, "id": None, "version": 2}).values(id=99_999),
        insert(AttemptStep).values({**new_step, "client_id": b"n" * 16}),
        update(AttemptStep).where(AttemptStep.attempt_id == old.id).values(response="x"),
        delete(AttemptStep).where(AttemptStep.attempt_id == old.id),
        text("truncate attempt_steps_2026_11"),
    ]
    assert [refused_by_the_database(change) for change in changes] == [True] * len(changes)
    db.session.add(AttemptEvent(attempt_id=old.id, kind="device", at=ports.clock.now(), data={}))
    db.session.commit()
    exam = old.registration.exam
    exam.sittings[-1].closes_at = ports.clock.now() + timedelta(days=9)
    db.session.commit()
    assert sit(app, registered(FIRST), ports, right=20)["passed"]


@POSTGRESQL
def test_attempts_with_ids_from_before_wait_until_the_youngest_of_them_is_old_enough(old, app, ports):
    young = db.session.scalars(select(Attempt).where(Attempt.state == "ready")).first()
    db.session.execute(
        update(Attempt).where(Attempt.id == young.id).values(id="0" * 32, created_at=ports.clock.now())
    )
    db.session.commit()
    done = archive(ports)
    assert (done.with_older_ids, done.months) == (False, ("attempt_steps_2026_11",))
    assert archives.find_archive().lower_id == LEAD


@POSTGRESQL
def test_going_back_to_before_the_archive_lets_everything_be_changed_again(old, ports):
    archive(ports)
    db.session.remove()
    downgrade(directory=str(MIGRATIONS), revision="0023")
    upgrade(directory=str(MIGRATIONS))
    db.session.remove()
    assert [one.frozen for one in archives.list_months()].count(True) == 0
    db.session.execute(update(AttemptStep).where(AttemptStep.attempt_id == old.id).values(late=True))
    db.session.execute(update(Attempt).where(Attempt.id == old.id).values(how="inspector"))
    db.session.commit()


@SQLITE
def test_on_sqlite_everything_stays_in_place(old, ports):
    assert (archive(ports).months, archives.list_months()) == ((), [])


@POSTGRESQL
def test_a_record_of_archived_attempts_is_still_verified(app, world, ports, tmp_path):
    record = finish(app, world, ports, open_quiz(world, ports), [10, 8])
    ports.clock.moment += timedelta(days=60)
    archive(ports)
    (tmp_path / "record.json").write_text(record.content, encoding="utf-8")
    assert verify_file(str(tmp_path / "record.json"), trusted_keys()) == 0
