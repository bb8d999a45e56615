"""What is told of a changed reference, and what is deleted as soon as it has served its purpose."""

import json
from datetime import timedelta

import pytest

from examapp.extensions import db
from examapp.models.audit import AuditEntry
from examapp.models.face_evidence import FaceMoment, FacePicture
from examapp.models.faces import FaceCheck
from examapp.services.core.days import today_of
from examapp.services.core.notices import list_unread
from examapp.services.faces import (
    face_checks,
    face_consents,
    face_moments,
    face_references,
    face_reviews,
    face_switches,
)
from examapp.services.people import identities
from tests.faces.acts import NOTICE, agree, code_of, enrol, offer, show, start

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def told(exam) -> list[str]:
    return [one.text for one in list_unread(exam.candidate_id) if one.subject.startswith("account:face")]


def test_the_person_is_told_once_when_references_count_and_again_when_they_change(exam, world, faces_ports):
    enrol(exam, faces_ports, world)
    (first,) = told(exam)
    assert "officer" in first
    assert "当面确认了您登记的 2 张人脸" in first
    faces_ports.clock.moment += timedelta(days=3)
    offer(exam, faces_ports, "obama#3")
    assert "重新登记人脸" in told(exam)[0]
    faces_ports.clock.moment += timedelta(minutes=1)
    face_references.settle_offered(
        exam.candidate_id, agree=False, actor=world["actors"]["officer"], now=faces_ports.clock.now()
    )
    assert "没有认可" in told(exam)[0]
    assert len(told(exam)) == 3


def test_a_new_set_after_a_withdrawal_is_told_as_a_change(exam, world, faces_ports):
    enrol(exam, faces_ports, world)
    face_consents.withdraw_consent(exam.candidate_id, now=faces_ports.clock.now(), ports=faces_ports)
    faces_ports.clock.moment += timedelta(days=1)
    agree(exam, faces_ports)
    for picture in ("obama", "obama2"):
        offer(exam, faces_ports, picture)
    assert [text[:12] for text in told(exam)[:-1]] == ["有人在您的账号上重新登记"]


def test_pictures_of_one_sitting_at_the_desk_are_told_once(exam, world, faces_ports):
    officer, now = world["actors"]["officer"], faces_ports.clock.now()
    face_consents.give_consent(
        exam.candidate_id, "v1", NOTICE, device="", now=now, ports=faces_ports, actor=officer
    )
    for seconds, picture in enumerate((b"obama", b"obama2", b"obama#3")):
        face_references.offer_reference(
            exam.candidate_id,
            picture,
            NOTICE,
            now=now + timedelta(seconds=seconds),
            ports=faces_ports,
            actor=officer,
        )
    assert len(told(exam)) == 1


def refused_check(exam, ports) -> FaceCheck:
    check = start(exam, ports)
    show(check, ports, "biden", "biden", "biden")
    own = {"candidate_id": exam.candidate_id, "now": ports.clock.now()}
    face_reviews.state_answer(check.id, "那天戴了口罩", **own)
    return check


def test_the_reviewer_sees_that_references_were_changed_shortly_before(exam, world, faces_ports):
    enrol(exam, faces_ports, world)
    bureau = world["actors"]["bureau"]
    assert face_reviews.get_review(refused_check(exam, faces_ports).id, actor=bureau).changed_lately
    faces_ports.clock.moment += timedelta(days=30)
    assert not face_reviews.get_review(refused_check(exam, faces_ports).id, actor=bureau).changed_lately
    face_consents.withdraw_consent(exam.candidate_id, now=faces_ports.clock.now(), ports=faces_ports)
    (review, *_) = face_reviews.list_reviews(bureau)
    assert face_reviews.get_review(review.id, actor=bureau).references_at is None


@pytest.mark.parametrize(("verdict", "left"), [("accepted", 0), ("refused", 1)])
def test_a_picture_goes_when_a_reviewer_knows_the_person_and_stays_while_one_may_object(
    exam, world, faces_ports, verdict, left
):
    now, bureau = faces_ports.clock.now(), world["actors"]["bureau"]
    face_consents.give_consent(
        exam.candidate_id, "v1", NOTICE, device="", now=now, ports=faces_ports, keeps_pictures=True
    )
    for picture in ("obama", "obama2"):
        offer(exam, faces_ports, picture)
    face_references.settle_offered(exam.candidate_id, agree=True, actor=world["actors"]["officer"], now=now)
    check = refused_check(exam, faces_ports)
    assert db.session.query(FacePicture).filter_by(kind="probe").count() == 1
    face_reviews.decide(check.id, verdict, "看过照片了", actor=bureau, now=now)
    assert db.session.query(FacePicture).filter_by(kind="probe").count() == left
    entry = db.session.query(AuditEntry).filter_by(act="face.reviewed").one()
    assert json.loads(entry.data)["deleted"] == 1 - left


def test_a_withdrawal_within_a_look_leaves_neither_points_nor_digests(exam, world, faces_ports):
    enrol(exam, faces_ports, world)
    check = start(exam, faces_ports)
    show(check, faces_ports, "obama")
    face_consents.withdraw_consent(exam.candidate_id, now=faces_ports.clock.now(), ports=faces_ports)
    ended = db.session.get(FaceCheck, check.id, populate_existing=True)
    assert (ended.state, json.loads(ended.progress), ended.digests) == ("ended", {"try": 1}, [])


def test_who_takes_the_agreement_back_within_a_try_is_asked_for_no_face_any_more(
    exam, running, faces_ports, world
):
    now = faces_ports.clock.now()
    face_consents.withdraw_consent(exam.candidate_id, now=now, ports=faces_ports)
    for _ in range(2):
        face_moments.pass_to_person(exam.candidate_id, now=now)
    assert {one.state for one in db.session.query(FaceMoment)} == {"person"}
    assert [one.reason for one in identities.list_waiting(world["actors"]["officer"])] == ["within"]


def test_a_changed_notice_is_asked_anew_before_the_next_check_and_the_face_stays(exam, world, faces_ports):
    enrol(exam, faces_ports, world)
    rules = {"candidate_id": exam.candidate_id, "now": faces_ports.clock.now(), "ports": faces_ports}
    assert code_of(face_checks.start_check, exam.id, "说明全文，联系人换了", **rules) == "consent_outdated"
    face_consents.give_consent(
        exam.candidate_id, "v2", "说明全文，联系人换了", device="phone", now=rules["now"], ports=faces_ports
    )
    assert face_checks.start_check(exam.id, "说明全文，联系人换了", **rules).state == "running"
    assert face_references.is_enrolled(exam.candidate_id, faces_ports)


def test_who_no_longer_agrees_to_a_kept_picture_has_none_any_more(exam, world, faces_ports):
    given = {"device": "", "now": faces_ports.clock.now(), "ports": faces_ports}
    face_consents.give_consent(exam.candidate_id, "v1", NOTICE, keeps_pictures=True, **given)
    offer(exam, faces_ports, "obama")
    assert db.session.query(FacePicture).count() == 1
    face_consents.give_consent(exam.candidate_id, "v2", "新的说明", **given)
    assert db.session.query(FacePicture).count() == 0


def test_the_number_that_must_be_filed_also_stops_the_first_picture(exam, world, faces_ports, monkeypatch):
    agree(exam, faces_ports)
    monkeypatch.setattr(face_switches, "STOP_AT", 0)
    assert code_of(offer, exam, faces_ports, "obama") == "faces_full"


def test_an_impact_assessment_of_a_day_to_come_switches_nothing_on(world, faces_ports):
    now = faces_ports.clock.now()
    tomorrow = today_of(now) + timedelta(days=1)
    given = ("A-1", tomorrow, "评估人", "科室 123")
    assert (
        code_of(face_switches.switch_on, *given, actor=world["actors"]["administrator"], now=now)
        == "assessment_in_future"
    )
