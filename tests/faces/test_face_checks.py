"""Checks and the other way on both databases: who passes, who does not, and that nobody fails an exam by it."""

import functools
import json
from dataclasses import replace
from datetime import timedelta

import pytest

from examapp.domain.face_attacks import DRAWS, passed_draws
from examapp.domain.face_scales import DLIB
from examapp.extensions import db
from examapp.models.audit import AuditEntry
from examapp.models.faces import FaceCheck, IdentityCheck
from examapp.services.core import audit
from examapp.services.exams import registrations
from examapp.services.faces import face_checks
from examapp.services.people import identities
from tests.faces.acts import NAME, FakeFaces, agree, code_of, enrol, measured, perform, show, start, steps
from tests.services.exams.test_exams import registered, sit


def test_the_enrolled_person_passes_and_the_exam_opens_at_level_three(app, exam, world, faces_ports):
    enrol(exam, faces_ports, world)
    now = faces_ports.clock.now()
    begin = functools.partial(registrations.prepare_try, exam.candidate_id, exam.id, now=now)
    assert code_of(begin) == "identity_needed"
    told = perform(start(exam, faces_ports), faces_ports)
    assert (told["state"], told["outcome"]) == ("ended", "accepted")
    attempt = begin()
    assert identities.level_of(attempt) == "L3"
    kept = db.session.query(FaceCheck).one()
    assert (kept.distance < kept.threshold, kept.model, json.loads(kept.progress)) == (
        True,
        DLIB.model,
        {"try": 1},
    )


@pytest.mark.parametrize("draw", DRAWS)
def test_whatever_moves_are_drawn_who_does_them_passes(draw):
    shown = ["obama", *(step for challenge in draw for step in steps(challenge))]
    met = passed_draws([measured(picture) for picture in shown], FakeFaces.calibration, lenient=False)
    assert met[DRAWS.index(draw)]


def test_another_person_is_not_accepted_and_after_two_tries_a_person_is_the_way_F06_F07_F19_F20(
    app, exam, world, faces_ports, ports
):
    enrol(exam, faces_ports, world)
    for _ in range(2):
        told = show(start(exam, faces_ports), faces_ports, "biden", "biden", "biden")
        assert told["outcome"] == "not_accepted"
    assert face_checks.tries_left(exam) == 0
    assert code_of(start, exam, faces_ports) == "face_tries_used"
    now, officer = ports.clock.now(), world["actors"]["officer"]
    identities.ask_for_person(exam.id, candidate_id=exam.candidate_id, reason="", now=now)
    identities.ask_for_person(exam.id, candidate_id=exam.candidate_id, reason="", now=now)
    (waiting,) = identities.list_waiting(officer)
    identities.confirm_person(waiting.id, "id_card_checked", actor=officer, now=now)
    identities.confirm_person(waiting.id, "id_card_checked", actor=officer, now=now)
    held = db.session.query(IdentityCheck).one()
    assert (held.level, held.how, held.checked_by_id) == ("L2", "id_card_checked", officer.account_id)
    assert db.session.query(AuditEntry).filter_by(act="identity.checked").one().actor == officer.label
    assert sit(app, registered(NAME), ports, right=20)["passed"]
    assert audit.find_tampering() is None


def test_somebody_else_at_the_end_is_not_accepted_either(exam, world, faces_ports):
    enrol(exam, faces_ports, world)
    check = start(exam, faces_ports)
    first, last = check.challenges
    # All that was asked, up to the last look straight ahead.
    assert show(check, faces_ports, "obama", *steps(first), *steps(last)[:3])["stage"] == 3
    told = show(check, faces_ports, "biden", "biden", "biden", "biden")
    assert told["outcome"] in ("not_accepted", "not_alive")


def test_a_still_or_turned_photo_never_gets_past_the_turn(exam, world, faces_ports):
    enrol(exam, faces_ports, world)
    check = start(exam, faces_ports)
    photos = [f"photo:{degrees}" for degrees in (15, 25, 35, 25, 15, -15, -25, -35, -25, -15)] * 8
    told = show(check, faces_ports, "obama", *photos, *photos)
    assert (told["state"], told["outcome"] in ("not_done", "not_alive")) == ("ended", True)
    assert not identities.identity_state(exam).enough


def test_the_same_bytes_twice_are_refused_F23(exam, world, faces_ports):
    enrol(exam, faces_ports, world)
    check = start(exam, faces_ports)
    send = functools.partial(
        face_checks.submit_frame,
        check.id,
        b"obama",
        candidate_id=exam.candidate_id,
        now=faces_ports.clock.now(),
        ports=faces_ports,
    )
    send()
    assert send()["hint"] == "same_picture"


def test_time_runs_out_and_a_page_only_opened_is_no_try(exam, world, faces_ports, ports):
    enrol(exam, faces_ports, world)
    start(exam, faces_ports)
    check = start(exam, faces_ports)
    assert face_checks.tries_left(exam) == 2
    ports.clock.moment += timedelta(seconds=90)
    assert show(check, faces_ports, "nobody")["outcome"] == "not_done"


def test_an_officer_of_elsewhere_can_neither_confirm_nor_check(exam, world, faces_ports):
    agree(exam, faces_ports)
    now = faces_ports.clock.now()
    identities.ask_for_person(exam.id, candidate_id=exam.candidate_id, reason="", now=now)
    foreign = replace(world["actors"]["officer"], enterprise_id=world["foreign"].id)
    assert identities.list_waiting(foreign) == []
    waiting = db.session.query(IdentityCheck).one().id
    assert (
        code_of(identities.confirm_person, waiting, "id_card_checked", actor=foreign, now=now) == "not_found"
    )


def test_no_number_and_no_picture_of_a_face_is_in_the_audit_log(exam, world, faces_ports):
    enrol(exam, faces_ports, world)
    perform(start(exam, faces_ports), faces_ports)
    told = "".join(entry.data for entry in db.session.query(AuditEntry))
    assert not [one for one in measured("obama").encoding if f"{one:.6f}"[:7] in told]


def test_a_second_try_of_the_exam_asks_again_who_it_is(app, exam, world, faces_ports, ports):
    enrol(exam, faces_ports, world)
    perform(start(exam, faces_ports), faces_ports)
    sit(app, registered(NAME), ports, right=0)
    ports.clock.moment += timedelta(hours=25)
    db.session.expire_all()
    again = functools.partial(registrations.prepare_try, exam.candidate_id, exam.id, now=ports.clock.now())
    assert code_of(again) == "identity_needed"
