"""What a person has answered so far, in practice and in finished exams, and what follows from it."""

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import or_, select

from examapp.domain.practice import Answered, topic_counts, wrong_book
from examapp.domain.rulings import Effect
from examapp.extensions import db
from examapp.models.attempts import Attempt
from examapp.models.exams import Registration
from examapp.models.inspections import Participant
from examapp.models.practice import PracticeAnswer
from examapp.services.attempts.attempts import latest_result
from examapp.services.attempts.explanations import results_shown_at
from examapp.services.attempts.rulings import get_rulings
from examapp.services.core.days import today_of
from examapp.services.items.item_contents import get_items
from examapp.services.practice.practice_marks import judge_answers

DAYS_SHOWN = 14


@dataclass(frozen=True, slots=True)
class Progress:
    """Right and all answers by topic (in practice and exams), practice answers of the last days, items in the book."""

    topics: dict[str, tuple[int, int]]
    days: list[tuple[date, int]]
    wrong: list[str]
    answered: int


def list_answers(candidate_id: int, *, now: datetime) -> list[Answered]:
    """Every answer the person may know the result of."""
    return [*_practised(candidate_id), *_examined(candidate_id, now)]


def _practised(candidate_id: int) -> list[Answered]:
    rows = db.session.scalars(select(PracticeAnswer).where(PracticeAnswer.candidate_id == candidate_id))
    return [
        Answered(answer.item_id, answer.topic, correct, answer.answered_at)
        for answer, correct in judge_answers(rows)
    ]


def _examined(candidate_id: int, now: datetime) -> list[Answered]:
    query = (
        select(Attempt)
        .outerjoin(Registration, Registration.id == Attempt.registration_id)
        .outerjoin(Participant, Participant.id == Attempt.participant_id)
        .where(Attempt.state == "submitted")
        .where(or_(Registration.candidate_id == candidate_id, Participant.candidate_id == candidate_id))
    )
    found: list[Answered] = []
    for attempt in db.session.scalars(query):
        shown_at = results_shown_at(attempt)
        if shown_at is None or shown_at <= now:
            found += _of_attempt(attempt, now)
    return found


def _of_attempt(attempt: Attempt, now: datetime) -> list[Answered]:
    result = latest_result(attempt.id)
    if result is None:
        return []
    slots = json.loads(attempt.paper)["slots"]
    keys = [(slot["item"], slot["revision"]) for slot in slots]
    items, rulings = get_items(keys), get_rulings(keys)
    void = {key for key, ruling in rulings.items() if ruling.effect is Effect.void}
    at = datetime.fromtimestamp((attempt.submitted_ms or 0) / 1000, tz=now.tzinfo)
    return [
        Answered(key[0], items[key].topic.value, mark == slot["points"] * 10, at)
        for key, slot, mark in zip(keys, slots, json.loads(result.marks), strict=True)
        if key not in void
    ]


def show_progress(candidate_id: int, *, now: datetime) -> Progress:
    """Figures for the practice page."""
    answers = list_answers(candidate_id, now=now)
    at = select(PracticeAnswer.answered_at).where(PracticeAnswer.candidate_id == candidate_id)
    practised = [today_of(moment) for moment in db.session.scalars(at)]
    today = today_of(now)
    days = [today - timedelta(days=back) for back in reversed(range(DAYS_SHOWN))]
    return Progress(
        topics=topic_counts(answers),
        days=[(day, practised.count(day)) for day in days],
        wrong=wrong_book(answers),
        answered=len(practised),
    )
