"""A face engine without a process, and an exam that asks for a face or a person."""

from dataclasses import replace

import pytest

from examapp.domain.faces import Challenge
from examapp.extensions import db
from examapp.services.attempts import attempt_starts
from examapp.services.exams import registrations
from examapp.services.faces import face_checks, face_moments, face_progress, face_switches
from tests.faces.acts import NAME, FakeFaces, enrol, perform, start
from tests.services.exams.test_exams import announced, registered


@pytest.fixture(autouse=True)
def nobody_is_drawn(monkeypatch):
    """No accepted check is drawn to be looked at later, unless a test draws it."""
    monkeypatch.setattr(face_progress, "is_looked_at_later", lambda check_id: False)


@pytest.fixture(autouse=True)
def the_same_moves_are_drawn(monkeypatch):
    """Whether pictures go on from one another depends on the moves: what a test shows ends the same way each time."""
    drawn = (Challenge.open_mouth, Challenge.turn_left)
    monkeypatch.setattr(face_checks, "draw_challenges", lambda *numbers: drawn)
    monkeypatch.setattr(face_moments, "TURNS", drawn[1:])


@pytest.fixture
def faces_ports(ports):
    return replace(ports, faces=FakeFaces())


@pytest.fixture
def exam(world, ports, faces_ports):
    """An exam that asks for a face or a person, with faces switched on."""
    announced(world, ports, identity_level="L3")
    now = ports.clock.now()
    face_switches.switch_on(
        "PIA-2026-01", now.date(), "评估人甲", "安全科 000", actor=world["actors"]["bureau"], now=now
    )
    return registered(NAME)


@pytest.fixture
def running(app, exam, world, faces_ports):
    """A try that was opened by face, in an exam that looks again twice."""
    exam.exam.face_moments = 2
    db.session.commit()
    enrol(exam, faces_ports, world)
    perform(start(exam, faces_ports), faces_ports)
    now = faces_ports.clock.now()
    attempt = registrations.prepare_try(exam.candidate_id, exam.id, now=now)
    usual = attempt.allowed_seconds
    attempt_starts.open_attempt(attempt.id, token_version=attempt.token_version, now=now)
    assert attempt.deadline_ms - attempt.started_ms == (usual + 120) * 1000
    return attempt
