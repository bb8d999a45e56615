"""People without a mainland ID: on the roster, at the quiz, on the phone, before the camera, on paper."""

import pytest
from sqlalchemy import select

from examapp.adapters.tables.spreadsheets import write_excel
from examapp.domain.errors import DomainError
from examapp.domain.face_judgements import begins_with_person
from examapp.extensions import db
from examapp.models.candidates import Candidate
from examapp.models.inspections import Participant
from examapp.services.core.sealed_fields import open_field
from examapp.services.faces.face_consents import age_of
from examapp.services.people import activations, candidate_sign_ins, roster_imports
from examapp.services.people.person_files import describe_person
from examapp.services.quizzes import seats
from examapp.services.quizzes.record_contents import _describe_participant
from tests.stories import nod, open_quiz

HEAD = ["姓名", "证件类型", "证件号码", "人员类别", "入职日期"]
JOHN = ["John Smith", "护照", "e a123-567a", "主要负责人", "2024-03-01"]
OTHERS = [
    JOHN,
    ["陈港生", "港澳居民来往内地通行证", "H12345678", "一线重点岗位", "2024-03-01"],
    ["林台安", "台胞证", "01234567", "一线重点岗位", "2024-03-01"],
    ["Anna", "外国人永久居留身份证", "USA110080010101", "一线重点岗位", "2024-03-01"],
]


@pytest.fixture
def people(world, ports) -> dict[str, Candidate]:
    """They stand on the roster of the own enterprise."""
    officer, now = world["actors"]["officer"], ports.clock.now()
    kept = roster_imports.preview_roster(
        write_excel({"名单": [HEAD, *OTHERS]}),
        "名单.xlsx",
        world["own"].id,
        actor=officer,
        now=now,
        ports=ports,
    )
    assert kept.report["faults"] == []
    roster_imports.start_import(kept.id, actor=officer, now=now, ports=ports)
    names = [row[0] for row in OTHERS]
    return {
        person.name: person
        for person in db.session.scalars(select(Candidate).where(Candidate.name.in_(names)))
    }


def test_the_kind_is_stored_and_the_number_is_one_however_it_was_typed(people, ports):
    assert {name: person.document_kind for name, person in people.items()} == {
        "John Smith": "passport", "陈港生": "hk_macau_permit", "林台安": "taiwan_permit", "Anna": "foreign_residence",
    }  # fmt: skip
    john = people["John Smith"]
    assert open_field(john, "id_number_sealed", ports.sealer) == "EA123567A"
    assert john.id_number_hash == ports.sealer.lookup("EA123567A", "id_number")


def test_a_kind_that_nobody_knows_and_a_number_of_another_form_are_named(world, ports):
    rows = [["甲", "学生证", "A1234567", "其他从业人员", "2024-03-01"], ["乙", "回乡证", "Q1", "其他从业人员", "2024-03-01"],
            ["丙", "", "EA1234567", "其他从业人员", "2024-03-01"]]  # fmt: skip
    kept = roster_imports.preview_roster(
        write_excel({"名单": [HEAD, *rows]}), "名单.xlsx", world["own"].id,
        actor=world["actors"]["officer"], now=ports.clock.now(), ports=ports,
    )  # fmt: skip
    codes = [(fault["cell"], fault["code"]) for fault in kept.report["faults"]]
    assert ("B2", "document_unknown") in codes
    assert {("C3", "id_form"), ("C4", "id_length")} <= set(codes)


def test_the_seat_is_found_by_name_and_the_last_four_as_printed_and_the_paper_shows_the_kind(
    world, ports, people
):
    # The world has one lead besides John; both are drawn.
    quiz = open_quiz(world, ports, {"lead": 2})
    now = ports.clock.now()
    with pytest.raises(DomainError, match="name_not_matching"):
        seats.take_seat(quiz.code, "john smith", "5678", now=now, ports=ports)
    token = seats.take_seat(quiz.code, "JOHN  smith", "567a", now=now, ports=ports)
    person = nod(world, ports, token)
    assert person.candidate_id == people["John Smith"].id
    assert db.session.get(Participant, person.id).document_kind == "passport"
    assert _describe_participant(person, ports)["id_tail_masked"] == "护照 ****567A"


def test_they_activate_and_sign_in_with_the_number_of_their_document(world, ports, people):
    john, now = people["John Smith"], ports.clock.now()
    code = activations.issue_code(john.id, actor=world["actors"]["officer"], now=now)
    activations.activate(code, "ea 123567a", "gongchang-2026", now=now, device="d", ports=ports)
    token = candidate_sign_ins.sign_in("EA-123567A", "gongchang-2026", now=now, device="d", ports=ports)
    assert candidate_sign_ins.find_candidate(token, now=now).id == john.id
    facts = dict(describe_person(john.id, ports=ports).facts)
    assert (facts["证件"], facts["证件号后四位"]) == ("护照", "护照 ****567A")


def test_whose_document_says_no_birth_gets_the_way_by_a_person_first(ports, people):
    age = age_of(people["John Smith"], now=ports.clock.now(), ports=ports)
    assert age is None
    assert begins_with_person(age, accommodated=False)
