"""What the page asks every few seconds: how the paper stands, in one statement; nothing begins or ends by it."""

import pytest

from examapp.extensions import db
from examapp.models.attempts import Attempt
from examapp.services.attempts import attempts
from tests.statements import counted_statements
from tests.stories import Device, confirmed, open_quiz


@pytest.fixture
def device(app, world, ports):
    _, attempt = confirmed(world, ports, open_quiz(world, ports))
    return Device(app, attempt)


def test_asking_how_a_paper_stands_begins_nothing_and_costs_one_statement(device):
    with counted_statements(db.engine) as statements:
        standing = device.standing()
    assert (standing.json["state"], standing.json["deadline"]) == ("ready", None)
    assert db.session.get(Attempt, device.id).state == "ready"
    assert len(statements) == 1, statements


def test_the_end_by_the_inspector_is_seen_at_the_next_question(device, world, ports):
    device.read()
    before = device.standing().json
    assert (before["state"], before["how"], before["again_seconds"]) == ("open", None, 5)
    actor, now = world["actors"]["inspector"], ports.clock.now()
    attempts.finish_by_inspector(device.id, actor=actor, now=now, grace_seconds=5)
    db.session.commit()
    after = device.standing().json
    assert (after["state"], after["how"]) == ("submitted", "inspector")


def test_a_device_that_lost_the_paper_is_told_so_by_the_question(device):
    device.read()
    db.session.get(Attempt, device.id).token_version += 1
    db.session.commit()
    refused = device.standing()
    assert (refused.status_code, refused.json["error"]) == (409, "attempt_moved")
