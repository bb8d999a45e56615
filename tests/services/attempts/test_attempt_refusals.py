"""What the attempt protocol refuses, and what it survives."""

import json

import pytest
from sqlalchemy import select

from examapp.domain.errors import DomainError
from examapp.extensions import db
from examapp.models.attempts import Attempt
from examapp.services.attempts import attempts
from tests.stories import Device, confirmed, open_quiz, step


@pytest.fixture
def sitting(app, world, ports):
    """An open quiz with one confirmed person and the device that answers."""
    quiz = open_quiz(world, ports)
    participant, attempt = confirmed(world, ports, quiz)
    return {"quiz": quiz, "participant": participant, "attempt": attempt, "device": Device(app, attempt)}


def test_malformed_and_oversized_bodies_are_refused_in_chinese(sitting):
    device = sitting["device"]
    device.read()
    huge = device.client.put(f"/api/attempts/{device.id}/steps", data=b"x" * 300_000, headers=device.headers)
    broken = device.client.put(f"/api/attempts/{device.id}/steps", data=b"{", headers=device.headers)
    assert (huge.status_code, broken.status_code) == (413, 400)
    assert "没有保存" in huge.json["message"]
    assert "没有保存" in broken.json["message"]


def test_no_token_and_a_foreign_token_are_refused(sitting):
    device = sitting["device"]
    for header in (
        {},
        {"Authorization": "Bearer x"},
        {"Authorization": device.headers["Authorization"][:-2] + "xx"},
    ):
        assert device.client.get(f"/api/attempts/{device.id}", headers=header).status_code == 401


def test_an_unconfirmed_person_gets_no_token(app, world, ports):
    from_quiz = open_quiz(world, ports)
    assert from_quiz.state == "open"
    attempt = db.session.scalars(select(Attempt)).first()
    assert attempt.state == "ready"
    assert Device(app, attempt).put(step(1, [], 1)).json["error"] in ("attempt_not_open", "bad_json")


def test_papers_survive_a_change_of_the_bank_R22(sitting):
    device = sitting["device"]
    before = device.read().json["slots"]
    from examapp.models.bank import BankItem

    first = json.loads(db.session.get(Attempt, device.id).paper)["slots"][0]["item"]
    db.session.get(BankItem, first).state = "retired"
    db.session.commit()
    assert device.read().json["slots"] == before


def test_extension_without_reason_is_refused(world, ports, sitting):
    with pytest.raises(DomainError) as refused:
        attempts.extend_attempt(
            sitting["attempt"].id, 60, " ", actor=world["actors"]["inspector"], now=ports.clock.now()
        )
    assert refused.value.code == "extension_refused"
