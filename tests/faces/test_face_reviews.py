"""What a person decides about a face, which pictures there are for it, and looks within a try:
nobody's exam ends by any of it.
"""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from examapp.domain.face_judgements import Calibration
from examapp.extensions import db
from examapp.models.audit import AuditEntry
from examapp.models.face_evidence import FaceMoment, FacePicture
from examapp.models.faces import FaceCheck
from examapp.services.exams import registrations
from examapp.services.faces import (
    face_checks,
    face_consents,
    face_copies,
    face_moments,
    face_pictures,
    face_progress,
    face_references,
    face_reviews,
)
from examapp.services.people import identities
from tests.faces.acts import (
    NAME,
    NOTICE,
    FakeFaces,
    at_moment,
    code_of,
    enrol,
    offer,
    perform,
    show,
    start,
    steps,
)
from tests.services.exams.test_exams import registered, sit

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
STRICT = Calibration("dlib-resnet-1/face-recognition-models-0.3.0", 0.27, 0.2, 1, 1, 1.0, "test")


class StrictFaces(FakeFaces):
    """The second portrait of the same person lies between threshold and band."""

    calibration = STRICT


def enrolled_with_pictures(exam, ports, world) -> None:
    now = ports.clock.now()
    face_consents.give_consent(
        exam.candidate_id, "v1", NOTICE, device="phone", now=now, ports=ports, keeps_pictures=True
    )
    for picture in ("obama2#1", "obama2#2"):
        offer(exam, ports, picture)
    face_references.settle_offered(exam.candidate_id, agree=True, actor=world["actors"]["officer"], now=now)


@pytest.fixture
def doubtful(exam, world, faces_ports):
    """A check that the machine leaves to a person, with pictures; gives (check, ports)."""
    strict = replace(faces_ports, faces=StrictFaces())
    enrolled_with_pictures(exam, strict, world)
    check = start(exam, strict)
    looks = ["obama"] * 3
    told = show(check, strict, *looks, *(step for one in check.challenges for step in steps(one)), *looks)
    assert (told["state"], told["outcome"]) == ("ended", "review")
    return db.session.get(FaceCheck, check.id), strict


def test_a_doubt_is_no_refusal_a_reviewer_accepts_and_the_exam_opens_F19(exam, world, doubtful):
    check, ports = doubtful
    bureau, now = world["actors"]["bureau"], ports.clock.now()
    assert [one.id for one in face_reviews.list_reviews(bureau)] == [check.id]
    assert not identities.identity_state(exam).enough
    assert (
        code_of(face_reviews.decide, check.id, "accepted", "", actor=bureau, now=now) == "review_note_missing"
    )
    assert (
        code_of(face_reviews.decide, check.id, "x", "看过照片", actor=bureau, now=now)
        == "review_verdict_unknown"
    )
    for _ in range(2):
        face_reviews.decide(check.id, "accepted", "两张照片是同一个人", actor=bureau, now=now)
    assert identities.identity_state(exam).reached == "L3"
    assert face_reviews.list_reviews(bureau) == []
    assert len(db.session.query(AuditEntry).filter_by(act="face.reviewed").all()) == 1


def test_refused_by_the_reviewer_the_person_answers_and_the_other_way_stays_open_F06_F19(
    exam, world, doubtful
):
    check, ports = doubtful
    bureau, now = world["actors"]["bureau"], ports.clock.now()
    face_reviews.decide(check.id, "refused", "照片太暗，看不清", actor=bureau, now=now)
    own = {"candidate_id": exam.candidate_id, "now": now}
    assert code_of(face_reviews.state_answer, check.id, " ", **own) == "statement_missing"
    face_reviews.state_answer(check.id, "我刚剪了头发", **own)
    (again,) = face_reviews.list_reviews(bureau)
    assert (again.statement, again.review) == ("我刚剪了头发", "waiting")
    assert registrations.get_duty(exam.candidate_id, exam.id, now=now).obstacle is None
    stranger = {**own, "candidate_id": exam.candidate_id + 1}
    assert code_of(face_reviews.state_answer, check.id, "不是我", **stranger) == "not_found"


def test_pictures_are_sealed_and_every_look_at_one_is_audited_F26(exam, world, doubtful):
    check, ports = doubtful
    kept = {one.kind: one for one in db.session.query(FacePicture)}
    assert set(kept) == {"probe", "reference"}
    assert all(b"obama" not in one.picture_sealed for one in kept.values())
    look = {"actor": world["actors"]["bureau"], "now": ports.clock.now(), "ports": ports}
    assert face_reviews.view_picture(check.id, "reference", **look) == b"obama2#1"
    assert face_reviews.view_picture(check.id, "probe", **look).startswith(b"obama#")
    entries = db.session.query(AuditEntry).filter_by(act="face.picture_viewed").all()
    assert [json.loads(one.data)["kind"] for one in entries] == ["reference", "probe"]
    foreign = {**look, "actor": replace(world["actors"]["bureau"], region_path="/99/9999/")}
    assert code_of(face_reviews.view_picture, check.id, "probe", **foreign) == "not_found"


def test_pictures_end_on_their_own_clock_and_with_a_withdrawal_F08_F13_F16(exam, doubtful):
    _, ports = doubtful
    assert face_pictures.purge_pictures(now=ports.clock.now()) == 0
    assert face_pictures.purge_pictures(now=ports.clock.now() + timedelta(days=8)) == 1
    assert [one.kind for one in db.session.query(FacePicture)] == ["reference"]
    face_consents.withdraw_consent(exam.candidate_id, now=ports.clock.now(), ports=ports)
    assert db.session.query(FacePicture).count() == 0


def test_without_a_separate_agreement_no_picture_is_kept_anywhere_F12_F13(exam, world, faces_ports):
    enrol(exam, faces_ports, world)
    show(start(exam, faces_ports), faces_ports, "biden", "biden", "biden")
    assert db.session.query(FacePicture).count() == 0


def test_a_camera_made_by_a_program_refuses_nobody_and_a_person_looks_at_it_afterwards_F24(
    exam, world, faces_ports
):
    enrol(exam, faces_ports, world)
    check = start(exam, faces_ports)
    face_checks.submit_frame(
        check.id,
        b"nobody",
        candidate_id=exam.candidate_id,
        now=faces_ports.clock.now(),
        ports=faces_ports,
        camera="OBS Virtual Camera",
    )
    assert perform(check, faces_ports)["outcome"] == "accepted"
    assert identities.identity_state(exam).enough
    (waiting,) = face_reviews.list_reviews(world["actors"]["bureau"])
    assert (waiting.id, waiting.made_by_program) == (check.id, True)


def test_a_sample_of_accepted_checks_is_looked_at_by_a_person_and_a_doubt_then_can_be_answered_F19(
    exam, world, faces_ports, monkeypatch
):
    monkeypatch.setattr(face_progress, "is_looked_at_later", lambda check_id: True)
    enrolled_with_pictures(exam, faces_ports, world)
    check = start(exam, faces_ports)
    assert perform(check, faces_ports)["outcome"] == "accepted"
    bureau, now = world["actors"]["bureau"], faces_ports.clock.now()
    assert face_reviews.get_review(check.id, actor=bureau).has_probe
    for _ in range(2):
        face_reviews.decide(check.id, "refused", "照片里是另一个人", actor=bureau, now=now)
    assert identities.identity_state(exam).enough
    assert face_reviews.list_reviews(bureau) == []
    face_reviews.state_answer(check.id, "那天没戴眼镜", candidate_id=exam.candidate_id, now=now)
    assert [one.id for one in face_reviews.list_reviews(bureau)] == [check.id]
    face_reviews.decide(check.id, "accepted", "当面看过了", actor=bureau, now=now)
    assert identities.identity_state(exam).reached == "L3"


def test_the_person_gets_a_copy_of_everything_and_nobody_else_is_in_it_F28(exam, doubtful):
    _, ports = doubtful
    held = face_copies.copy_own_faces(exam.candidate_id, now=ports.clock.now(), ports=ports)
    assert (len(held["numbers"]), len(held["references"]), len(held["pictures"])) == (2, 2, 2)
    assert [one["review"] for one in held["checks"]] == ["waiting"]
    assert (
        face_copies.copy_own_faces(exam.candidate_id + 1, now=ports.clock.now(), ports=ports)["numbers"] == []
    )
    assert db.session.query(AuditEntry).filter_by(act="face.copied").count() == 2


def test_a_mismatch_within_a_try_waits_for_a_reviewer_and_ends_nothing_F19(exam, world, running, faces_ports):
    own = {"candidate_id": exam.candidate_id, "now": faces_ports.clock.now()}
    assert face_moments.find_due_moment(running.id, **own) is None
    at_moment(1, faces_ports)
    own["now"] = faces_ports.clock.now()
    check = face_moments.start_moment_check(running.id, ports=faces_ports, **own)
    assert len(check.challenges) == 1
    assert show(check, faces_ports, "biden", "biden", "biden")["outcome"] == "review"
    for _ in range(2):
        face_moments.settle_moment(running.id, **own)
    assert face_moments.find_due_moment(running.id, **own) is None
    (waiting,) = face_reviews.list_reviews(world["actors"]["bureau"])
    assert face_reviews.get_review(waiting.id, actor=world["actors"]["bureau"]).attempt.id == running.id
    db.session.refresh(running)
    assert running.state == "open"
    assert face_checks.tries_left(exam) == 2


def test_the_same_person_within_a_try_is_simply_recorded(exam, running, faces_ports):
    at_moment(1, faces_ports)
    own = {"candidate_id": exam.candidate_id, "now": faces_ports.clock.now()}
    check = face_moments.start_moment_check(running.id, ports=faces_ports, **own)
    assert perform(check, faces_ports)["outcome"] == "accepted"


def test_within_a_try_a_person_may_look_instead_and_without_the_service_nobody_has_to_F30(
    exam, world, running, faces_ports
):
    at_moment(1, faces_ports)
    own = {"candidate_id": exam.candidate_id, "now": faces_ports.clock.now(), "ports": faces_ports}
    face_moments.choose_person(running.id, **own)
    assert [one.reason for one in identities.list_waiting(world["actors"]["officer"])] == ["within"]
    faces_ports.clock.moment += timedelta(seconds=-1)
    faces_ports.faces.installed = False
    second = db.session.query(FaceMoment).filter_by(number=2).one()
    faces_ports.clock.moment += timedelta(
        milliseconds=second.due_ms - int(own["now"].timestamp() * 1000) + 2000
    )
    face_moments.choose_person(running.id, **{**own, "now": faces_ports.clock.now()})
    assert [one.state for one in db.session.query(FaceMoment).order_by(FaceMoment.number)] == [
        "person",
        "skipped",
    ]


def test_who_chose_a_person_is_never_asked_for_a_face_within_F06(app, exam, world, faces_ports):
    exam.exam.face_moments = 2
    db.session.commit()
    now, officer = faces_ports.clock.now(), world["actors"]["officer"]
    identities.ask_for_person(exam.id, candidate_id=exam.candidate_id, reason="", now=now)
    identities.confirm_person(
        identities.list_waiting(officer)[0].id, "id_card_checked", actor=officer, now=now
    )
    assert sit(app, registered(NAME), faces_ports, right=20)["passed"]
    assert db.session.query(FaceMoment).count() == 0


def test_at_the_officers_desk_pictures_count_at_once_and_the_agreement_names_the_desk_F04(
    exam, world, faces_ports
):
    officer, now = world["actors"]["officer"], faces_ports.clock.now()
    face_consents.give_consent(
        exam.candidate_id, "v1", NOTICE, device="当面：officer甲", now=now, ports=faces_ports, actor=officer
    )
    for picture in (b"obama", b"obama2"):
        face_references.offer_reference(
            exam.candidate_id, picture, NOTICE, now=now, ports=faces_ports, actor=officer
        )
    assert face_references.is_enrolled(exam.candidate_id, faces_ports)
    entry = db.session.query(AuditEntry).filter_by(act="face.consented").one()
    assert entry.actor == officer.label


def test_a_decision_that_comes_after_the_try_opens_no_later_one(app, exam, world, doubtful):
    check, ports = doubtful
    now, officer = ports.clock.now(), world["actors"]["officer"]
    identities.ask_for_person(exam.id, candidate_id=exam.candidate_id, reason="", now=now)
    identities.confirm_person(
        identities.list_waiting(officer)[0].id, "id_card_checked", actor=officer, now=now
    )
    sit(app, registered(NAME), ports, right=0)
    face_reviews.decide(check.id, "accepted", "照片是本人", actor=world["actors"]["bureau"], now=now)
    assert not identities.identity_state(registered(NAME)).enough


def test_a_check_whose_page_was_left_ends_with_its_measured_points_F16(exam, world, faces_ports):
    enrol(exam, faces_ports, world)
    check = start(exam, faces_ports)
    show(check, faces_ports, "obama")
    assert face_checks.end_abandoned(now=faces_ports.clock.now()) == 0
    assert face_checks.end_abandoned(now=faces_ports.clock.now() + timedelta(minutes=2)) == 1
    assert json.loads(db.session.get(FaceCheck, check.id).progress) == {"try": 1}
