"""No record without both inspectors, each from a session of the own account; who does not agree sends back."""

import json

import pytest
from sqlalchemy import select

from examapp.domain.errors import DomainError
from examapp.extensions import db
from examapp.models.accounts import Inspector
from examapp.models.records import InspectionConfirmation, Signature
from examapp.services.core.transactions import transaction
from examapp.services.quizzes import confirmations, corrections, records, signatures, spot_quizzes
from tests.stories import STROKES, confirmed, open_quiz, sign_as_all

LEAD, SECOND = "inspector", "colleague"


def ended(world, ports):
    """An ended quiz that everybody has signed but its inspectors."""
    quiz = open_quiz(world, ports)
    confirmed(world, ports, quiz)
    facts = {"actor": world["actors"][LEAD], "now": ports.clock.now()}
    spot_quizzes.close_quiz(quiz.id, absent_reason="外出", grace_seconds=5, **facts)
    sign_as_all(world, ports, quiz, but=("inspector",))
    return quiz


def sign(world, ports, quiz, login, of=None, **more):
    key = f"inspector:{world[f'{of or login}_id']}"
    facts = {"strokes": STROKES, "refusal_reason": "", "name": "", "session_token": f"session of {login}"}
    facts |= {"actor": world["actors"][login], "now": ports.clock.now(), **more}
    return signatures.sign(quiz.id, key, **facts)


def send_back(world, ports, quiz, reason="第 2 号没来", login=SECOND, of=SECOND):
    key, now = f"inspector:{world[f'{of}_id']}", ports.clock.now()
    confirmations.send_back(quiz.id, key, reason, actor=world["actors"][login], now=now)


def finish(world, ports, quiz, login=LEAD):
    facts = {"actor": world["actors"][login], "now": ports.clock.now(), "ports": ports}
    return records.finish_record(quiz.id, base_url="", **facts)


def waits_for(world, login) -> list[int]:
    return [quiz.id for quiz in confirmations.list_waiting_for(world["actors"][login])]


def test_neither_inspector_signs_for_the_other_also_when_that_one_cannot_sign_in(app, world, ports):
    quiz = ended(world, ports)
    for login, of in ((LEAD, SECOND), (SECOND, LEAD), ("outsider", SECOND)):
        with pytest.raises(DomainError, match=r"signature_of_another|not_found"):
            sign(world, ports, quiz, login, of)
    with transaction():
        db.session.get(Inspector, world["colleague_id"]).account.state = "closed"
    with pytest.raises(DomainError, match="signature_of_another"):
        sign(world, ports, quiz, LEAD, SECOND)
    with pytest.raises(DomainError, match="signature_of_another"):
        send_back(world, ports, quiz, login=LEAD)
    assert db.session.scalars(select(InspectionConfirmation)).all() == []


def test_the_record_waits_for_the_second_inspector_by_name_and_is_made_after_the_own_confirmation(
    app, world, ports
):
    quiz = ended(world, ports)
    assert (waits_for(world, LEAD), waits_for(world, SECOND)) == ([], [quiz.id])
    sign(world, ports, quiz, LEAD)
    assert confirmations.waits_only_for(quiz) == ["colleague甲"]
    with pytest.raises(DomainError, match="confirmation_missing") as refused:
        finish(world, ports, quiz)
    assert refused.value.data["signers"] == ["colleague甲"]
    sign(world, ports, quiz, SECOND)
    assert sign(world, ports, quiz, SECOND).id == sign(world, ports, quiz, SECOND).id
    assert (confirmations.waits_only_for(quiz), waits_for(world, SECOND)) == ([], [])
    content = json.loads(finish(world, ports, quiz).content)
    assert [row["name"] for row in content["confirmations"]] == ["inspector甲", "colleague甲"]
    words = db.session.scalars(select(InspectionConfirmation).order_by(InspectionConfirmation.id)).all()
    assert len({row.session_mark for row in words}) == len({row.account_id for row in words}) == 2
    assert {row.results_digest for row in words} == {content["results_digest"]}


def test_what_was_sent_back_waits_with_its_reason_until_that_inspector_confirms(app, world, ports):
    quiz = ended(world, ports)
    sign(world, ports, quiz, LEAD)
    sign(world, ports, quiz, SECOND)
    send_back(world, ports, quiz)
    send_back(world, ports, quiz)
    standing = confirmations.list_standings(quiz, world["actors"][SECOND], signatures.results_digest(quiz))[1]
    assert (standing.sent_back, standing.words.reason, standing.own) == (True, "第 2 号没来", True)
    with pytest.raises(DomainError, match="confirmation_missing"):
        finish(world, ports, quiz)
    sign(world, ports, quiz, SECOND)
    own = Signature.signer == f"inspector:{world['colleague_id']}"
    assert len(db.session.scalars(select(Signature).where(own)).all()) == 1
    assert finish(world, ports, quiz).version == 1
    assert len(db.session.scalars(select(InspectionConfirmation)).all()) == 4


@pytest.mark.parametrize(
    ("reason", "code"),
    [
        (" \u200b ", "sending_back_unexplained"),
        ("不" * 151, "reason_too_long"),
        ("不对😀", "reason_odd_signs"),
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_results_are_not_sent_back_without_a_reason_that_can_be_printed(app, world, ports, reason, code):
    quiz = ended(world, ports)
    with pytest.raises(DomainError, match=code):
        send_back(world, ports, quiz, reason)


def test_changed_results_are_confirmed_anew_and_nobody_confirms_what_was_not_on_the_page(app, world, ports):
    quiz = ended(world, ports)
    seen = signatures.results_digest(quiz)
    sign(world, ports, quiz, SECOND, seen=seen)
    participant, facts = spot_quizzes.list_participants(quiz.id)[0], {"now": ports.clock.now()}
    corrections.correct_name(participant.id, "刘主仁", "写错", actor=world["actors"][LEAD], **facts)
    assert waits_for(world, SECOND) == [quiz.id]
    with pytest.raises(DomainError, match="results_changed"):
        sign(world, ports, quiz, SECOND, seen=seen)
    sign_as_all(world, ports, quiz)
    assert finish(world, ports, quiz).version == 1


def test_a_signature_that_the_release_before_let_another_session_draw_does_not_count(app, world, ports):
    quiz = ended(world, ports)
    sign(world, ports, quiz, LEAD)
    forged = sign(world, ports, quiz, SECOND)
    with transaction() as session:
        for words in session.scalars(select(InspectionConfirmation)):
            session.delete(words)
    assert confirmations.waits_only_for(quiz) == ["inspector甲", "colleague甲"]
    own = sign(world, ports, quiz, SECOND, strokes=[*STROKES, *STROKES])
    assert own.strokes != forged.strokes
    with pytest.raises(DomainError, match="confirmation_missing"):
        finish(world, ports, quiz)


def test_a_colleague_without_an_account_cannot_be_drawn_with(app, world, ports):
    with transaction():
        db.session.get(Inspector, world["colleague_id"]).account.state = "locked"
    with pytest.raises(DomainError, match="second_inspector_no_account"):
        open_quiz(world, ports)
