"""Switch, consent and references on both databases, with measured points of real portraits."""

import functools
import json
from datetime import timedelta

from examapp.domain.face_scales import DLIB
from examapp.extensions import db
from examapp.models.audit import AuditEntry
from examapp.models.faces import FaceReference
from examapp.services.core.sealed_fields import open_field, seal_field
from examapp.services.faces import face_consents, face_references, face_switches
from examapp.services.people import identities
from tests.faces.acts import NAME, agree, code_of, enrol, measured, offer, perform, start
from tests.services.exams.test_exams import announced, registered, sit


def test_off_until_an_impact_assessment_is_on_record_F01_F02(world, ports, faces_ports):
    announced(world, ports)
    person, actor, now = registered(NAME), world["actors"]["bureau"], ports.clock.now()
    assert code_of(agree, person, faces_ports) == "faces_off"
    missing = code_of(face_switches.switch_on, "", now.date(), "甲", "乙", actor=actor, now=now)
    assert missing == "assessment_missing"
    assert face_switches.faces_state(faces_ports) == "off"


def test_without_the_parts_it_says_so_and_a_person_is_the_way_F01_F30(world, ports, faces_ports, exam):
    faces_ports.faces.installed = False
    assert face_switches.faces_state(faces_ports) == "absent"
    assert code_of(start, exam, faces_ports) == "faces_unavailable"
    identities.ask_for_person(exam.id, candidate_id=exam.candidate_id, reason="", now=ports.clock.now())
    assert identities.identity_state(exam).asked


def test_no_reference_without_consent_and_consent_keeps_text_and_device_F03_F04(exam, faces_ports):
    assert code_of(offer, exam, faces_ports, "obama") == "consent_needed"
    kept = agree(exam, faces_ports)
    assert (kept.version, len(kept.text_digest), kept.device) == ("v1", 64, "phone")
    assert agree(exam, faces_ports).id == kept.id


def test_under_fourteen_nobody_is_enrolled_F09(exam, faces_ports):
    born = open_field(exam.candidate, "id_number_sealed", faces_ports.sealer)
    child = born[:6] + "20150101" + born[14:]
    seal_field(exam.candidate, "id_number_sealed", child, faces_ports.sealer)
    db.session.commit()
    assert code_of(agree, exam, faces_ports) == "face_too_young"


def test_two_or_three_good_pictures_of_one_person_F13_F14_F15(exam, faces_ports):
    agree(exam, faces_ports)
    assert code_of(offer, exam, faces_ports, "nobody") == "face_no_face"
    assert offer(exam, faces_ports, "obama") == 1
    assert code_of(offer, exam, faces_ports, "biden") == "face_other_person"
    assert [offer(exam, faces_ports, one) for one in ("obama2", "obama", "obama")] == [2, 3, 3]
    held = face_references.list_references(exam.candidate_id)
    assert {one.model for one in held} == {DLIB.model}
    numbers = json.dumps(list(measured("obama").encoding))
    assert all(numbers.encode() not in one.encoding_sealed for one in held)


def test_only_the_officer_makes_them_count_and_one_is_too_few(exam, world, faces_ports):
    agree(exam, faces_ports)
    offer(exam, faces_ports, "obama")
    now, officer = faces_ports.clock.now(), world["actors"]["officer"]
    settle = functools.partial(face_references.settle_offered, exam.candidate_id, actor=officer, now=now)
    assert code_of(settle, agree=True) == "face_too_few"
    assert not face_references.is_enrolled(exam.candidate_id, faces_ports)
    assert code_of(start, exam, faces_ports) == "face_not_enrolled"
    assert settle(agree=False) == 1
    assert face_references.list_references(exam.candidate_id) == []


def test_taking_it_back_deletes_at_once_and_provably_and_results_stay_F08(
    app, exam, world, faces_ports, ports
):
    enrol(exam, faces_ports, world)
    perform(start(exam, faces_ports), faces_ports)
    assert sit(app, registered(NAME), ports, right=20)["passed"]
    assert face_consents.withdraw_consent(exam.candidate_id, now=ports.clock.now(), ports=ports) == 2
    assert db.session.query(FaceReference).count() == 0
    entry = db.session.query(AuditEntry).filter_by(act="face.withdrawn").one()
    assert json.loads(entry.data) == {"deleted": 2, "left": 0, "pictures": 0}
    db.session.expire_all()
    assert registered(NAME).state == "passed"
    assert face_consents.find_consent(exam.candidate_id) is None


def test_references_end_on_their_day_F16(exam, world, faces_ports, ports):
    enrol(exam, faces_ports, world)
    assert face_references.purge_references(now=ports.clock.now()) == 0
    ports.clock.moment += timedelta(days=367)
    assert face_references.purge_references(now=ports.clock.now()) == 2
    assert face_references.purge_references(now=ports.clock.now()) == 0


def test_references_of_another_model_are_not_compared_F15(exam, world, faces_ports):
    enrol(exam, faces_ports, world)
    faces_ports.faces.model = "another/2"
    assert not face_references.is_enrolled(exam.candidate_id, faces_ports)
    assert code_of(start, exam, faces_ports) == "face_not_enrolled"
