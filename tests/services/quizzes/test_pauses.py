"""A pause stops every clock, keeps what arrives meanwhile, ends nothing by time, and stands on the record."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from examapp.adapters.documents.record_layout import layout_record
from examapp.domain.errors import DomainError
from examapp.extensions import db
from examapp.models.attempts import Attempt
from examapp.models.audit import AuditEntry
from examapp.models.inspections import SpotQuiz
from examapp.services.attempts.attempts import finish_overdue_attempts
from examapp.services.quizzes import closings, pauses
from examapp.services.quizzes.boards import read_board
from examapp.services.quizzes.quiz_pauses import describe_pauses
from tests.services.quizzes.test_field_flow import finish
from tests.stories import Device, confirmed, open_quiz, right_answers, step


@pytest.fixture
def quiz(world, ports):
    return open_quiz(world, ports)


@pytest.fixture
def phone(app, world, ports, quiz):
    """Somebody who has begun."""
    _, attempt = confirmed(world, ports, quiz)
    device = Device(app, attempt)
    device.read()
    return device


def later(ports, **more):
    ports.clock.moment += timedelta(**more)
    return ports.clock.now()


def pause(world, ports, quiz, reason: str = "临时停电", who: str = "inspector") -> int:
    return pauses.pause_quiz(quiz.id, reason, actor=world["actors"][who], now=ports.clock.now())


def resume(world, ports, quiz, who: str = "inspector") -> None:
    pauses.resume_quiz(quiz.id, actor=world["actors"][who], now=ports.clock.now())


def left_ms(ports, device) -> int:
    attempt = db.session.get(Attempt, device.id, populate_existing=True)
    return attempt.deadline_ms - int(ports.clock.now().timestamp() * 1000)


def test_the_clock_goes_on_with_exactly_what_was_left_and_both_acts_are_safe_twice(world, ports, quiz, phone):
    later(ports, minutes=2)
    before = left_ms(ports, phone)
    assert [pause(world, ports, quiz), pause(world, ports, quiz, "另一个原因", "colleague")] == [1, 1]
    later(ports, minutes=50)
    body = phone.read().json
    assert (body["paused_left"], body["pause_reason"]) == (before, "临时停电")
    later(ports, hours=2)
    for _ in range(2):
        resume(world, ports, quiz)
    assert left_ms(ports, phone) == before
    assert phone.read().json["paused_left"] is None
    acts = db.session.scalars(select(AuditEntry.act).where(AuditEntry.act.like("quiz.pause%"))).all()
    assert sorted(acts) == ["quiz.pause_ended", "quiz.paused"]


def test_answers_of_a_pause_are_kept_and_count_and_nothing_ends_by_time(world, ports, quiz, phone):
    pause(world, ports, quiz)
    now = later(ports, hours=3)
    answer = phone.put(step(1, right_answers(db.session.get(Attempt, phone.id))[0], 1)).json
    assert (len(answer["acked"]), answer["late"]) == (1, [])
    assert answer["paused_left"] > 0
    assert finish_overdue_attempts(now=now, grace_seconds=5) == []
    board = read_board(db.session.get(SpotQuiz, quiz.id), now=now, grace_seconds=5)
    running = next(person for person in board["people"] if person["deadline"])
    assert board["paused"] == "临时停电"
    assert running["deadline"] - board["server_time"] == answer["paused_left"]
    resume(world, ports, quiz)
    later(ports, hours=1)
    assert finish_overdue_attempts(now=ports.clock.now(), grace_seconds=5) == [phone.id]
    assert phone.result().status_code == 200


def test_whoever_begins_in_a_pause_has_the_whole_time_after_it(app, world, ports, quiz, phone):
    pause(world, ports, quiz)
    _, attempt = confirmed(world, ports, quiz, 1)
    late_comer = Device(app, attempt)
    body = late_comer.read().json
    assert body["paused_left"] == attempt.allowed_seconds * 1000
    later(ports, minutes=30)
    resume(world, ports, quiz)
    assert left_ms(ports, late_comer) == attempt.allowed_seconds * 1000


def test_a_pause_that_nobody_ends_lapses_and_the_papers_end_by_their_own_minutes(world, ports, quiz, phone):
    before = left_ms(ports, phone)
    pause(world, ports, quiz)
    later(ports, hours=12)
    assert left_ms(ports, phone) == before
    assert phone.read().json["paused_left"] is None
    assert pause(world, ports, quiz, "警报疏散") == 1
    assert [told["ending"] for told in describe_pauses(quiz.id)] == ["lapsed", None]
    assert phone.read().json["paused_left"] == before


def test_the_quiz_may_end_in_a_pause_and_a_pause_never_begins_in_the_ten_seconds(world, ports, quiz, phone):
    actor, reasons = world["actors"]["inspector"], {"common": "疏散"}
    closings.ask_closing(quiz.id, reasons={}, actor=actor, now=ports.clock.now(), grace_seconds=5, **reasons)
    with pytest.raises(DomainError, match="closing_runs"):
        pause(world, ports, quiz)
    closings.take_back_closing(quiz.id, actor=actor, now=ports.clock.now())
    pause(world, ports, quiz)
    closings.ask_closing(quiz.id, reasons={}, actor=actor, now=ports.clock.now(), grace_seconds=5, **reasons)
    closings.finish_closing(quiz.id, now=later(ports, seconds=11), grace_seconds=5)
    ended = db.session.get(SpotQuiz, quiz.id, populate_existing=True)
    assert (ended.state, ended.paused_at) == ("closed", None)
    assert describe_pauses(quiz.id)[0]["ending"] == "closed"
    attempt = db.session.get(Attempt, phone.id, populate_existing=True)
    assert (attempt.state, attempt.paused_ms) == ("submitted", None)
    resume(world, ports, quiz)


@pytest.mark.parametrize(
    ("reason", "code"),
    [(" ", "pause_reason_missing"), ("停电😀", "reason_odd_signs"), ("停" * 151, "reason_too_long")],
)
def test_a_pause_has_a_reason_that_can_be_printed(world, ports, quiz, phone, reason, code):
    with pytest.raises(DomainError, match=code):
        pause(world, ports, quiz, reason)
    assert phone.read().json["paused_left"] is None
    with pytest.raises(DomainError, match="not_found"):
        pause(world, ports, quiz, who="outsider")


def test_the_record_says_from_when_to_when_and_why(app, world, ports, quiz):
    pause(world, ports, quiz)
    later(ports, minutes=3)
    begun_at = round(ports.clock.now().timestamp() * 1000)
    later(ports, minutes=4)
    resume(world, ports, quiz)
    record = finish(app, world, ports, quiz, [10])
    content = json.loads(record.content)
    assert content["pauses"][0]["reason"] == "临时停电"
    rows = dict(row[:2] for row in layout_record(content, "", {}, demonstration=False)["draw"])
    assert "停止计时：临时停电" in rows["暂停答题"]
    # Whoever begins during a pause has a clock that stands, too.
    content["participants"][0]["started_ms"] = begun_at
    rows = dict(row[:2] for row in layout_record(content, "", {}, demonstration=False)["draw"])
    assert "停止计时，暂停中开始的 1 人也停着：临时停电" in rows["暂停答题"]
