"""The room before the exam as devices meet it: a place, a time to come back, and nothing that costs the person anything."""

from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from examapp.adapters.queue.waiting_rooms import LocalRoom, OpenRoom
from examapp.app import create_app
from examapp.extensions import db
from examapp.models.attempts import Attempt
from examapp.models.audit import AuditEntry
from examapp.settings import SettingsError
from tests.chaos.transport import Seen
from tests.chaos.truths import find_lie
from tests.databases import make_settings
from tests.statements import counted_statements
from tests.stories import Device, confirmed, open_quiz, right_answers, step

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


class Room(LocalRoom):
    """A room with a clock that the test turns, and one start a second."""

    def __init__(self) -> None:
        self.now = 100.0
        super().__init__(1, tick=lambda: self.now)


@pytest.fixture
def room(app, ports):
    made = Room()
    app.extensions["ports"] = replace(ports, room=made)
    return made


@pytest.fixture
def devices(app, world, ports, room):
    """Three people whom the inspector has confirmed; the first has begun."""
    quiz = open_quiz(world, ports)
    attempts = [confirmed(world, ports, quiz, place)[1] for place in range(3)]
    made = [Device(app, attempt) for attempt in attempts]
    made[0].answers = right_answers(attempts[0])
    assert made[0].read().status_code == 200
    return made


def stored(device) -> Attempt:
    return db.session.get(Attempt, device.id, populate_existing=True)


def test_who_comes_too_soon_is_told_the_place_the_time_and_that_it_costs_nothing(devices, room):
    for place, device in enumerate(devices[1:]):
        answer = device.read()
        assert answer.status_code == 503
        assert answer.headers["Retry-After"] == str(place + 1)
        assert answer.headers["Cache-Control"] == "no-store"
        told = answer.json
        assert (told["code"], told["position"], told["wait_seconds"]) == ("waiting", place, place + 1)
        assert f"前面还有 {place} 人" in told["message"]
        assert "时间从看到试卷时才开始算" in told["message"]
        assert "slots" not in told
        seen = Seen("/api", 503, answer.content_type, answer.text, answer.headers["Retry-After"])
        assert find_lie(seen) is None
    assert devices[2].read().json["position"] == 1
    assert room.count() == 2


def test_the_clock_starts_when_the_paper_is_given_out_and_not_when_the_waiting_began(devices, room, ports):
    devices[1].read()
    assert (stored(devices[1]).state, stored(devices[1]).deadline_ms) == ("ready", None)
    room.now += 1
    told = devices[1].read().json
    attempt = stored(devices[1])
    assert told["deadline"] - told["server_time"] == attempt.allowed_seconds * 1000
    acts = select(AuditEntry).where(
        AuditEntry.act == "attempt.started", AuditEntry.subject == f"attempt:{attempt.id}"
    )
    assert len(db.session.scalars(acts).all()) == 1


@on_sqlite
def test_who_waits_is_answered_without_asking_the_database(devices, room):
    devices[1].read()
    db.session.remove()
    with counted_statements(db.engine) as seen:
        assert devices[1].read().status_code == 503
        assert seen == []
        room.now += 1
        assert devices[1].read().status_code == 200
        assert len(seen) >= 4


@on_sqlite
def test_whoever_has_begun_never_waits_again(devices):
    begun, answers = devices[0], devices[0].answers
    assert devices[1].read().status_code == 503
    assert begun.read().status_code == 200
    assert begun.put(step(1, answers[0], 1)).status_code == 200
    assert begun.submit(1).status_code == 200
    assert begun.result().status_code == 200
    assert begun.read().json["state"] == "submitted"


@on_sqlite
def test_a_stranger_learns_nothing_of_the_line_and_takes_no_place_in_it(devices, room):
    devices[2].headers = {"Authorization": f"Bearer {devices[1].headers['Authorization'][7:-1]}x"}
    assert devices[2].read().status_code == 401
    assert room.count() == 0


@on_sqlite
def test_a_start_that_the_database_refused_keeps_the_turn(devices, room, monkeypatch):
    assert devices[1].read().status_code == 503
    assert devices[2].read().status_code == 503

    def refuse(*_arguments, **_more):
        raise OperationalError("update", {}, Exception("database is locked"))

    room.now += 1
    with monkeypatch.context() as patch:
        patch.setattr("examapp.services.attempts.attempt_starts.record_act", refuse)
        failed = devices[1].read()
    assert (failed.status_code, failed.json["error"]) == (503, "busy")
    assert devices[2].read().json["code"] == "waiting"
    assert devices[1].read().status_code == 200


@on_sqlite
def test_the_counters_tell_how_many_wait_and_how_many_came_in(database_url, tmp_path, devices, room):
    assert devices[1].read().status_code == 503
    devices[0].app.extensions["settings"] = make_settings(
        tmp_path, database_url, EXAMAPP_METRICS_FROM="127.0.0.1"
    )
    told = devices[0].app.test_client().get("/metrics").text
    assert "\nexamapp_waiting 1.0\n" in told
    for answer in ("admitted", "waiting"):
        assert f'examapp_starts_total{{answer="{answer}"}}' in told


@on_sqlite
def test_the_room_is_a_setting_and_zero_means_that_there_is_none(database_url, tmp_path):
    def room_of(**given: str):
        return create_app(make_settings(tmp_path, database_url, **given)).extensions["ports"].room

    assert type(room_of()) is LocalRoom
    assert type(room_of(EXAMAPP_STARTS_PER_SECOND="0")) is OpenRoom
    for name in ("EXAMAPP_STARTS_PER_SECOND", "EXAMAPP_WEB_PROCESSES"):
        with pytest.raises(SettingsError, match=name):
            make_settings(tmp_path, database_url, **{name: "many"})
