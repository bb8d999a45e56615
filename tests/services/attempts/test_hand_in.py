"""Handing in is one act: score, audit entry and state together, whatever the device claims and whatever breaks in the middle."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from flask_migrate import downgrade, upgrade
from sqlalchemy import func, select, text

from examapp.domain.errors import DomainError
from examapp.extensions import db
from examapp.models.attempts import Attempt, AttemptResult
from examapp.paths import MIGRATIONS
from examapp.services.attempts import attempts
from examapp.services.core import audit
from examapp.services.core.checkpoints import end_unkeyed_chain
from tests.stories import Device, confirmed, open_quiz, right_answers, step
from tests.waiting import wait_until


@pytest.fixture
def device(app, world, ports):
    """A device with the first three slots answered right."""
    _, attempt = confirmed(world, ports, open_quiz(world, ports))
    made = Device(app, attempt)
    made.read()
    for number, response in enumerate(right_answers(attempt)[:3], start=1):
        assert made.put(step(number, response, number)).status_code == 200
    return made


def results() -> int:
    return db.session.scalar(select(func.count()).select_from(AttemptResult))


def test_a_hand_in_that_breaks_in_the_middle_leaves_nothing_behind_I5(device, ports, monkeypatch):
    def broken(act, *_, **__):
        raise DomainError("too_busy", act=act)

    db.session.remove()
    with monkeypatch.context() as breaking:
        breaking.setattr(attempts, "record_act", broken)
        with pytest.raises(DomainError):
            attempts.submit_attempt(
                device.id, "s" * 36, 3, token_version=1, now=ports.clock.now(), grace_seconds=5
            )
    db.session.remove()
    assert (db.session.get(Attempt, device.id).state, results()) == ("open", 0)
    assert "attempt.submitted" not in [entry.act for entry in audit.list_entries()]
    assert device.submit(3).json["score_tenths"] == 300
    assert (db.session.get(Attempt, device.id).state, results()) == ("submitted", 1)
    assert [entry.act for entry in audit.list_entries()].count("attempt.submitted") == 1


def test_answers_come_only_as_steps_so_a_hand_in_cannot_disagree_with_them_R10(device):
    told = {"id": "1" * 36, "last_seq": 3, "responses": {"1": ["z"]}, "steps": [], "score_tenths": 1000}
    answer = device._sent("post", "/submission", json=told)
    assert answer.json["score_tenths"] == 300


def test_a_hand_in_with_steps_under_way_waits_for_them_and_then_counts_them_R09_R10(device):
    attempt = db.session.get(Attempt, device.id)
    fourth = right_answers(attempt)[3]
    refused = device.submit(4)
    assert (refused.status_code, refused.json["data"]["missing"]) == (409, [4])
    device.put(step(4, fourth, 4))
    assert device.submit(4).json["score_tenths"] == 400


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_step_that_meets_a_hand_in_waits_for_it_and_is_then_refused_I1(app, device, monkeypatch):
    fourth = right_answers(db.session.get(Attempt, device.id))[3]
    note, sent = attempts.note_hand_in, []

    def put():
        with app.app_context():
            return device.put(step(4, fourth, 4))

    def note_while_a_step_waits(*given):
        sent.append(thread.submit(put))
        with db.engine.connect() as other:
            wait_until(lambda: other.scalar(text("select count(*) from pg_locks where not granted")))
        note(*given)

    monkeypatch.setattr(attempts, "note_hand_in", note_while_a_step_waits)
    with ThreadPoolExecutor(1) as thread:
        assert device.submit(3).json["score_tenths"] == 300
        refused = sent[0].result(timeout=30)
    assert (refused.status_code, refused.json["error"]) == (409, "attempt_submitted")
    assert len(attempts.stored_steps(device.id)) == 3


def test_an_open_attempt_goes_on_after_the_schema_was_migrated_R21(device, ports):
    db.session.remove()
    before = device.read().json
    db.session.remove()
    downgrade(directory=str(MIGRATIONS), revision="0002")
    upgrade(directory=str(MIGRATIONS))
    # Entries of a program without the key end in a checkpoint, as `examapp migrate` makes it.
    end_unkeyed_chain(ports.signer, now=ports.clock.now())
    after = device.read().json
    assert (after["slots"], after["deadline"]) == (before["slots"], before["deadline"])
    assert device.submit(3).json["score_tenths"] == 300
    assert audit.find_tampering() is None
