"""The end of a quiz: asked for, ten seconds in which it can be taken back and answers go on to count, then done."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import select

from examapp.domain.errors import DomainError
from examapp.domain.permissions import Actor
from examapp.domain.reasons import checked_reason, checked_reasons
from examapp.extensions import db
from examapp.models.attempts import Attempt
from examapp.models.inspections import Participant, SpotQuiz
from examapp.services.attempts.attempts import finish_overdue_attempts
from examapp.services.core.audit import record_act
from examapp.services.core.scopes import get_participant, get_spot_quiz
from examapp.services.core.transactions import canonical_json, transaction
from examapp.services.quizzes.participants import open_attempts
from examapp.services.quizzes.spot_quizzes import end_quiz, locked_quiz, require_state

UNDO_SECONDS = 10
NOT_BEGUN = "结束答题时还没有开始作答"


def list_not_begun(quiz_id: int) -> list[Participant]:
    """Those who would be absent if the quiz ended now, by number; each needs a reason."""
    query = (
        select(Participant)
        .join(Attempt, Attempt.participant_id == Participant.id)
        .where(Participant.spot_quiz_id == quiz_id, Attempt.state == "ready")
        .where(Participant.state.in_(("expected", "waiting", "confirmed")))
    )
    return list(db.session.scalars(query.order_by(Participant.number)))


def list_present(quiz_id: int) -> list[Participant]:
    """Those who are here and have not begun: nodded, or with a device that waits for the nod."""
    return [person for person in list_not_begun(quiz_id) if person.state in ("waiting", "confirmed")]


def ask_closing(
    quiz_id: int,
    *,
    reasons: Mapping[int, str],
    actor: Actor,
    now: datetime,
    grace_seconds: int,
    common: str = "",
) -> SpotQuiz:
    """End the quiz: at once when nobody answers or is here to, else in ten seconds. Asking again moves nothing.

    `reasons` maps participant ids to why they are absent, `common` is that of everybody without an own one.
    Raises absent_reason_missing with the ids that lack one, and what `checked_reasons` raises.
    """
    get_spot_quiz(actor, quiz_id)
    with transaction():
        quiz = locked_quiz(quiz_id)
        if quiz.state in ("closed", "recorded") or quiz.closing_due_at is not None:
            return quiz
        require_state(quiz, "open")
        written = checked_reasons({key: reason for key, reason in reasons.items() if reason.strip()})
        absent = [person.id for person in list_not_begun(quiz_id)]
        if common.strip():
            written = {**dict.fromkeys(absent, checked_reason(common)), **written}
        missing = [person_id for person_id in absent if person_id not in written]
        if missing:
            raise DomainError("absent_reason_missing", people=missing)
        answering, present = len(open_attempts(quiz_id)), len(list_present(quiz_id))
        quiz.closing_due_at = now + timedelta(seconds=UNDO_SECONDS if answering or present else 0)
        quiz.closing_reasons, quiz.closing_by = canonical_json(written), actor.label[:60]
        facts = {"answering": answering, "present": present, "due": quiz.closing_due_at.isoformat()}
        record_act("quiz.closing_asked", f"quiz:{quiz_id}", actor=actor, now=now, data=facts)
    finish_closing(quiz_id, now=now, grace_seconds=grace_seconds)
    return get_spot_quiz(actor, quiz_id)


def take_back_closing(quiz_id: int, *, actor: Actor, now: datetime) -> None:
    """The end that was asked for does not come. Twice is once. Raises quiz_closed when too late."""
    get_spot_quiz(actor, quiz_id)
    with transaction():
        quiz = locked_quiz(quiz_id)
        if quiz.state != "open":
            raise DomainError("quiz_closed")
        if quiz.closing_due_at is None:
            return
        quiz.closing_due_at = quiz.closing_reasons = quiz.closing_by = None
        record_act("quiz.closing_taken_back", f"quiz:{quiz_id}", actor=actor, now=now)


def correct_absence(participant_id: int, reason: str, *, actor: Actor, now: datetime) -> None:
    """Why somebody was absent was written down wrongly; until the record is made it is put right. Twice is once.

    Who has signed the results signs again. Raises absent_reason_missing, reason_odd_signs, reason_too_long,
    state_conflict.
    """
    reason = checked_reason(reason)
    if not reason:
        raise DomainError("absent_reason_missing", people=[participant_id])
    quiz_id = get_participant(actor, participant_id).spot_quiz_id
    with transaction():
        require_state(locked_quiz(quiz_id), "closed")
        person = db.session.get(Participant, participant_id, with_for_update=True, populate_existing=True)
        if person.state != "absent":
            raise DomainError("state_conflict", state=person.state)
        before, person.reason = person.reason, reason
        if before != reason:
            facts = {"before": before, "reason": reason}
            record_act("absence.corrected", f"participant:{participant_id}", actor=actor, now=now, data=facts)


def finish_closing(quiz_id: int, *, now: datetime, grace_seconds: int) -> None:
    """End the quiz if its ten seconds are over; safe to run twice and by several at once."""
    quiz = db.session.get(SpotQuiz, quiz_id, populate_existing=True)
    due = quiz.state == "open" and quiz.closing_due_at is not None and quiz.closing_due_at <= now
    reasons, who = quiz.closing_reasons, quiz.closing_by
    db.session.rollback()
    if due:
        by_person = {int(key): reason for key, reason in json.loads(reasons or "{}").items()}
        end_quiz(
            quiz_id,
            by_person,
            otherwise=NOT_BEGUN,
            who=who,
            now=now,
            grace_seconds=grace_seconds,
            only_due=True,
        )


def end_what_is_due(*, now: datetime, grace_seconds: int) -> None:
    """Hand in papers whose time is over, end quizzes whose ten seconds are over, also when the tablet is gone."""
    finish_overdue_attempts(now=now, grace_seconds=grace_seconds)
    query = select(SpotQuiz.id).where(SpotQuiz.state == "open", SpotQuiz.closing_due_at <= now)
    due = db.session.scalars(query).all()
    db.session.rollback()
    for quiz_id in due:
        finish_closing(quiz_id, now=now, grace_seconds=grace_seconds)
