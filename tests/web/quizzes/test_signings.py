"""Signing on the tablet: nobody is called done who is not, a refusal can be thought better of, the colleague reads all."""

import pytest
from sqlalchemy import select

from examapp.extensions import db
from examapp.models.inspections import Inspection, Participant, SpotQuiz
from examapp.models.records import Signature
from examapp.services.attempts.readings import note_reading
from examapp.services.core.transactions import transaction
from examapp.services.quizzes import corrections, pauses, signatures, spot_quizzes
from examapp.services.quizzes.participants import attempt_of
from examapp.services.quizzes.records import finish_record
from tests.statements import statements
from tests.stories import confirmed, open_quiz, sign_as_all
from tests.web.quizzes.test_confirmations import STROKES_TEXT, confirm

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def closed(world: dict, ports, quiz=None):
    """An ended quiz that nobody has signed."""
    if quiz is None:
        quiz = open_quiz(world, ports)
        confirmed(world, ports, quiz)
    acting = {"actor": world["actors"]["inspector"], "now": ports.clock.now()}
    spot_quizzes.close_quiz(quiz.id, absent_reason="外出", grace_seconds=5, **acting)
    return quiz


def test_going_back_to_somebody_who_has_signed_never_says_that_all_have(app, world, ports, sign_in):
    quiz = closed(world, ports)
    tablet, address = sign_in("inspector"), f"/tablet/quizzes/{quiz.id}/signatures"
    first, second = signatures.list_signers(quiz)[:2]
    tablet.post(address, {"signer": first.key, "strokes": STROKES_TEXT, "name": "代表"})
    page = tablet.get(f"{address}?signer={first.key}").text
    assert "全部签完" not in page
    assert second.name in page.split('id="signer-name"')[1][:200]


def test_the_list_that_is_asked_again_and_again_reads_papers_and_results_once_each_for_all_people(
    app, world, ports, sign_in
):
    quiz = closed(world, ports)
    tablet, address = sign_in("inspector"), f"/tablet/quizzes/{quiz.id}/signatures/rows"
    with statements() as said:
        tablet.get(address)
    assert len([one for one in said if "FROM participants JOIN attempts" in one]) == 1
    assert len([one for one in said if "FROM attempt_results" in one]) == 1
    assert not [one for one in said if "FROM attempts" in one]


def test_a_refusal_noted_by_mistake_becomes_a_signature_before_the_record(app, world, ports, sign_in):
    quiz = closed(world, ports)
    tablet, address = sign_in("inspector"), f"/tablet/quizzes/{quiz.id}/signatures"
    person = signatures.list_signers(quiz)[0]
    tablet.post(
        address, {"signer": person.key, "refused": "1", "refusal_reason": "点错了人", "name": person.name}
    )
    page = tablet.get(f"{address}?signer={person.key}").text
    assert "记过拒签：点错了人" in page
    tablet.post(address, {"signer": person.key, "strokes": STROKES_TEXT, "name": person.name})
    (row,) = db.session.scalars(select(Signature).where(Signature.signer == person.key))
    assert (row.refused, row.reason) == (False, "")


def test_an_opinion_without_words_is_asked_for_beside_its_field(app, world, ports, sign_in):
    quiz = closed(world, ports)
    tablet, address = sign_in("inspector"), f"/tablet/quizzes/{quiz.id}/signatures"
    form = {
        "signer": "representative",
        "strokes": STROKES_TEXT,
        "name": "代表",
        "notice": "no",
        "has_opinion": "yes",
    }
    answer = tablet.post(
        address, form, headers={"Referer": f"http://localhost{address}?signer=representative"}
    )
    assert (answer.status_code, "请把意见写下来" in answer.text) == (422, True)
    assert tablet.post(address, {**form, "opinion": "时间太短"}).status_code == 303
    page = sign_in("colleague").get(f"/confirm/{quiz.id}").text
    for words in ("企业的意见", "时间太短", "没有出示执法证件，或者没有告知权利"):
        assert words in page


def test_the_colleague_reads_of_pauses_and_of_questions_read_aloud(app, world, ports, sign_in):
    quiz, acting = open_quiz(world, ports), {"actor": world["actors"]["inspector"], "now": ports.clock.now()}
    confirmed(world, ports, quiz)
    pauses.pause_quiz(quiz.id, "警报疏散", **acting)
    pauses.resume_quiz(quiz.id, **acting)
    person = db.session.scalars(select(Participant).where(Participant.spot_quiz_id == quiz.id)).first()
    note_reading(attempt_of(person.id).id, "本人不识字", **acting)
    closed(world, ports, quiz)
    page = sign_in("colleague").get(f"/confirm/{quiz.id}").text
    for words in ("暂停了答题", "警报疏散", "念了题", "本人不识字"):
        assert words in page


def test_an_inspector_of_the_county_who_is_not_of_the_visit_may_look_and_change_nothing(
    app, world, ports, sign_in
):
    quiz = open_quiz(world, ports)
    with transaction() as session:
        inspection = session.get(Inspection, quiz.inspection_id)
        inspection.lead_inspector_id = inspection.second_inspector_id
    stranger, base = sign_in("inspector"), f"/tablet/quizzes/{quiz.id}"
    assert stranger.get(f"{base}/board").status_code == 200
    for path in ("/pause", "/closing", "/minutes", "/signatures", "/record", "/people/1/absence"):
        answer = stranger.post(f"{base}{path}", {"reason": "临时停电"})
        assert answer.status_code in (403, 404), path
        assert answer.status_code == 404 or "由参加检查的两名执法人员办理" in answer.text
    assert stranger.post(f"/handover/start/{quiz.id}", {"pin": "1234"}).status_code == 403
    assert db.session.get(SpotQuiz, quiz.id).paused_at is None


def test_a_corrected_record_is_signed_again_on_the_own_phone(app, world, ports, sign_in):
    quiz = closed(world, ports)
    sign_as_all(world, ports, quiz)
    acting = {"now": ports.clock.now()}
    finish_record(quiz.id, base_url="", actor=world["actors"]["inspector"], ports=ports, **acting)
    person = spot_quizzes.list_participants(quiz.id)[0]
    phone = sign_in("colleague")
    assert "<canvas" not in phone.get(f"/confirm/{quiz.id}").text
    corrections.correct_name(person.id, "刘新名", "写错了", actor=world["actors"]["inspector"], **acting)
    assert "等您确认" in phone.get("/tablet/").text
    page = phone.get(f"/confirm/{quiz.id}").text
    assert "重新签字" in page
    assert confirm(phone, world, quiz.id, page).status_code == 303
    assert "<canvas" not in phone.get(f"/confirm/{quiz.id}").text
