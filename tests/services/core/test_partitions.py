"""Answers lie by month on PostgreSQL: months are made ahead, none is ever needed for an answer to be kept."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import pytest
from flask_migrate import downgrade, upgrade
from sqlalchemy import text

from examapp.adapters.databases.partitions import OLDER, REST, add_partition, list_partitions
from examapp.domain.attempt_ids import border_of_day
from examapp.extensions import db
from examapp.models.attempts import Attempt, AttemptStep
from examapp.paths import MIGRATIONS
from examapp.services.core.days import SHANGHAI
from examapp.services.core.partitions import prepare_months
from tests.stories import Device, confirmed, open_quiz, right_answers, step
from tests.waiting import wait_until

POSTGRESQL = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def answer(app, world, ports, *, place: int = 0, quiz=None) -> Device:
    """Somebody with one saved answer."""
    _, attempt = confirmed(world, ports, quiz or open_quiz(world, ports), place)
    device = Device(app, attempt)
    device.read()
    assert device.put(step(1, right_answers(attempt)[0], 1)).status_code == 200
    return device


def homes() -> dict[str, str]:
    """In which part each attempt's answers lie."""
    rows = db.session.execute(text("select attempt_id, tableoid::regclass::text from attempt_steps"))
    found = dict(rows.all())
    db.session.commit()
    return found


def names() -> list[str]:
    found = [one.name for one in list_partitions(db.session.connection())]
    db.session.commit()
    return found


@POSTGRESQL
def test_months_are_made_ahead_once_however_often_the_job_runs(app, ports):
    made = prepare_months(now=ports.clock.now())
    assert made == [f"attempt_steps_{month}" for month in ("2026_11", "2026_12", "2027_01", "2027_02")]
    assert prepare_months(now=ports.clock.now()) == []
    assert names() == [OLDER, *made]
    later = datetime(2026, 12, 31, 17, tzinfo=UTC)
    assert prepare_months(now=later) == ["attempt_steps_2027_03", "attempt_steps_2027_04"]


@POSTGRESQL
def test_an_answer_without_a_month_is_kept_and_goes_to_its_month_later(app, world, ports):
    quiz = open_quiz(world, ports)
    early = answer(app, world, ports, quiz=quiz)
    assert homes() == {early.id: REST}
    prepare_months(now=ports.clock.now())
    late = answer(app, world, ports, place=1, quiz=quiz)
    assert homes() == {early.id: "attempt_steps_2026_11", late.id: "attempt_steps_2026_11"}
    assert early.submit(1).status_code == 200
    plan = "\n".join(
        db.session.scalars(
            text("explain select * from attempt_steps where attempt_id = :id"), {"id": late.id}
        )
    )
    assert [name in plan for name in ("_2026_11", "_2026_12", "_older", "_rest")] == [
        True,
        False,
        False,
        False,
    ]


@POSTGRESQL
def test_an_answer_on_its_way_while_its_month_is_made_is_kept(app, world, ports):
    quiz = open_quiz(world, ports)
    device = answer(app, world, ports, quiz=quiz)

    def put():
        with app.app_context():
            return device.put(step(2, [], 2)).status_code

    lower, upper = (border_of_day(day, SHANGHAI) for day in (date(2026, 11, 1), date(2026, 12, 1)))
    with db.engine.connect() as other, ThreadPoolExecutor(1) as thread:
        add_partition(other, "attempt_steps_2026_11", lower, upper)
        sent = thread.submit(put)
        wait_until(lambda: other.execute(text("select count(*) from pg_locks where not granted")).scalar())
        other.commit()
        assert sent.result(timeout=30) == 200
    assert homes() == {device.id: "attempt_steps_2026_11"}
    assert device.submit(2).status_code == 200


@POSTGRESQL
def test_going_back_and_forward_again_keeps_every_answer(app, world, ports):
    prepare_months(now=ports.clock.now())
    device = answer(app, world, ports)
    db.session.add(AttemptStep(**old_step()))
    db.session.commit()
    db.session.remove()
    downgrade(directory=str(MIGRATIONS), revision="0013")
    db.session.remove()
    assert homes() == {device.id: "attempt_steps", "0" * 32: "attempt_steps"}
    upgrade(directory=str(MIGRATIONS))
    db.session.remove()
    assert homes() == {device.id: REST, "0" * 32: OLDER}
    prepare_months(now=ports.clock.now())
    assert homes() == {device.id: "attempt_steps_2026_11", "0" * 32: OLDER}
    again = device.put(step(2, [], 2))
    assert again.status_code == 200


def old_step() -> dict:
    """An answer of an attempt with an id from before."""
    held = db.session.query(Attempt).filter(Attempt.state == "ready").first()
    kept = {column.name: getattr(held, column.name) for column in Attempt.__table__.columns}
    participant = held.participant
    db.session.delete(held)
    db.session.flush()
    db.session.add(Attempt(**{**kept, "id": "0" * 32, "participant_id": participant.id}))
    db.session.flush()
    return {
        "attempt_id": "0" * 32,
        "client_id": b"c" * 16,
        "seq": 1,
        "slot": 1,
        "response": "a",
        "received_ms": 1,
    }


@SQLITE
def test_on_sqlite_there_is_nothing_to_make(app, ports):
    assert prepare_months(now=ports.clock.now()) == []
