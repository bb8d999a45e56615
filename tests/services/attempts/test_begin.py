"""The clock begins when the first item is on the screen, once, and never later than two minutes after the paper."""

from datetime import timedelta

import pytest

from examapp.extensions import db
from examapp.models.attempts import Attempt
from examapp.services.attempts.attempt_starts import MOST_UNSHOWN_MS
from examapp.services.core import audit
from tests.stories import Device, confirmed, open_quiz, right_answers, step

FIVE_MINUTES = 300_000


@pytest.fixture
def device(app, world, ports):
    _, attempt = confirmed(world, ports, open_quiz(world, ports))
    return Device(app, attempt)


def passes(ports, seconds: float) -> None:
    ports.clock.moment += timedelta(seconds=seconds)


def left(answer) -> int:
    """Milliseconds that the person has from this answer on."""
    return answer.json["deadline"] - answer.json["server_time"]


def test_what_loading_took_is_not_taken_from_the_person(device, ports):
    given = device.read()
    assert (given.json["begun"], left(given)) == (False, FIVE_MINUTES)
    passes(ports, 40)
    assert left(device.begin()) == FIVE_MINUTES
    assert device.read().json["begun"] is True
    assert "attempt.begun" in [entry.act for entry in audit.list_entries()]


def test_begun_twice_is_begun_once(device, ports):
    device.read()
    device.begin()
    passes(ports, 30)
    assert left(device.begin()) == FIVE_MINUTES - 30_000


def test_a_paper_that_lies_open_longer_than_two_minutes_costs_time(device, ports):
    device.read()
    passes(ports, 200)
    assert left(device.begin()) == FIVE_MINUTES - (200_000 - MOST_UNSHOWN_MS)


def test_whoever_has_answered_has_begun_and_gets_no_time_back_for_saying_so_later(device, ports):
    device.read()
    passes(ports, 5)
    device.put(step(1, right_answers(db.session.get(Attempt, device.id))[0], 1))
    passes(ports, 105)
    assert left(device.begin()) == FIVE_MINUTES - 105_000


def test_a_clock_that_was_put_back_gives_no_time(device, ports):
    device.read()
    before = db.session.get(Attempt, device.id).deadline_ms
    passes(ports, -60)
    assert device.begin().json["deadline"] == before


def test_a_device_that_never_says_so_has_its_clock_from_the_paper_on(device, ports):
    given = device.read().json["deadline"]
    attempt = db.session.get(Attempt, device.id)
    assert device.put(step(1, right_answers(attempt)[0], 1)).json["deadline"] == given


def test_nothing_begins_before_the_paper_was_given_out_or_on_a_device_that_lost_it(device):
    assert device.begin().json["state"] == "ready"
    device.read()
    db.session.get(Attempt, device.id).token_version += 1
    db.session.commit()
    assert device.begin().json["error"] == "attempt_moved"
    assert db.session.get(Attempt, device.id).begun_ms is None
