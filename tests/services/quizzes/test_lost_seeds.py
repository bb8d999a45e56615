"""The key of the seeds is lost while a quiz is open: the inspector is told, and the quiz ends by a rule, not by force."""

import pytest
from sqlalchemy import select

from examapp.domain.errors import DomainError
from examapp.extensions import db
from examapp.models.attempts import Attempt, AttemptStep
from examapp.models.audit import AuditEntry
from examapp.models.inspections import Participant, SpotQuiz
from examapp.services.core.transactions import transaction
from examapp.services.quizzes import lost_seeds, records, seat_control, spot_quizzes
from examapp.services.quizzes.draw_freezes import frozen_of, latest_freeze
from tests.services.quizzes.test_draw_freezes import prepare
from tests.services.quizzes.test_field_flow import answer
from tests.stories import Device, confirmed, open_quiz, right_answers, sign_as_all, step


def lose_key(quiz_id: int) -> None:
    """What is bound to another column does not open, as under another key."""
    with transaction():
        quiz = db.session.get(SpotQuiz, quiz_id)
        quiz.seed_papers_sealed = quiz.seed_people_sealed


def give_up(world, ports, quiz_id: int) -> None:
    actor, now = world["actors"]["inspector"], ports.clock.now()
    lost_seeds.give_up_quiz(quiz_id, "现场取消", actor=actor, now=now, ports=ports)


def states_of(quiz_id: int) -> list[str]:
    query = (
        select(Attempt.state)
        .join(Participant, Participant.id == Attempt.participant_id)
        .where(Participant.spot_quiz_id == quiz_id)
        .order_by(Participant.number)
    )
    return list(db.session.scalars(query))


@pytest.fixture
def under_way(app, world, ports):
    """One has handed in, one is answering, the key is lost."""
    quiz = open_quiz(world, ports)
    _, attempt = confirmed(world, ports, quiz, 0)
    answer(app, attempt, 8)
    _, attempt = confirmed(world, ports, quiz, 1)
    device = Device(app, attempt)
    device.read()
    device.put(step(1, right_answers(attempt)[0], 1))
    lose_key(quiz.id)
    return quiz


def test_a_quiz_with_its_key_cannot_be_given_up_once_it_is_open(world, ports):
    quiz = open_quiz(world, ports)
    with pytest.raises(DomainError, match="state_conflict"):
        give_up(world, ports, quiz.id)


def test_who_answers_goes_on_and_nobody_can_be_added_or_replaced(app, world, ports, under_way):
    waiting = spot_quizzes.list_participants(under_way.id)[-1]
    with pytest.raises(DomainError, match="quiz_seeds_lost"):
        seat_control.swap_participant(
            waiting.id, "外出", actor=world["actors"]["inspector"], now=ports.clock.now(), ports=ports
        )
    attempt = db.session.scalar(select(Attempt).where(Attempt.state == "open"))
    device = Device(app, attempt)
    assert device.put(step(2, right_answers(attempt)[1], 2)).status_code == 200


def test_giving_it_up_stops_the_papers_keeps_the_answers_and_the_next_freeze_prints_it(
    app, world, ports, under_way
):
    steps = db.session.query(AttemptStep).count()
    give_up(world, ports, under_way.id)
    give_up(world, ports, under_way.id)
    assert states_of(under_way.id)[:2] == ["submitted", "cancelled"]
    assert "open" not in states_of(under_way.id)
    assert db.session.query(AttemptStep).count() == steps
    acts = [
        entry.data
        for entry in db.session.scalars(select(AuditEntry).where(AuditEntry.act == "quiz.cancelled"))
    ]
    assert len(acts) == 1
    history = frozen_of(latest_freeze(prepare(world, ports)))["history"]["quizzes"]
    assert [(row["quiz"], row["state"]) for row in history] == [(under_way.code, "cancelled")]


def test_a_closed_quiz_without_its_key_makes_no_record_says_why_and_can_be_given_up(
    app, world, ports, under_way
):
    actor, now = world["actors"]["inspector"], ports.clock.now()
    spot_quizzes.close_quiz(under_way.id, absent_reason="外出", actor=actor, now=now, grace_seconds=5)
    sign_as_all(world, ports, under_way)
    with pytest.raises(DomainError, match="quiz_seeds_lost"):
        records.finish_record(
            under_way.id, base_url="https://example.invalid", actor=actor, now=now, ports=ports
        )
    give_up(world, ports, under_way.id)
    assert db.session.get(SpotQuiz, under_way.id).state == "cancelled"
    assert records.current_record(under_way.id) is None


def test_board_and_signatures_say_it_before_all_else_and_the_button_ends_it(world, ports, under_way, sign_in):
    inspector = sign_in("inspector")
    board = inspector.get(f"/tablet/quizzes/{under_way.id}/board").text
    assert "这场抽考做不成记录" in board
    assert "已经答的都存着" in board
    assert inspector.post(f"/tablet/quizzes/{under_way.id}/cancellation", {}).status_code == 303
    assert db.session.get(SpotQuiz, under_way.id, populate_existing=True).state == "cancelled"
