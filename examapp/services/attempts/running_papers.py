"""Whether somebody is being examined at this moment: then nothing else shows that person a key."""

from datetime import datetime, timedelta

from sqlalchemy import Select, or_, select

from examapp.domain.errors import DomainError
from examapp.extensions import db
from examapp.models.attempts import Attempt
from examapp.models.exams import Registration
from examapp.models.inspections import Participant, SpotQuiz

# Somebody of an open quiz in one of these states has a paper to write, or may be given one at any moment.
_AT_A_QUIZ = ("expected", "waiting", "confirmed", "answering")
# A quiz that nobody ended is forgotten, not waiting: it must not close practice for good.
AWAITED_FOR = timedelta(days=1)


def is_being_examined(candidate_id: int, *, now: datetime) -> bool:
    """Whether a paper of this person runs, or a quiz opened within a day waits for this person."""
    awaited = (
        select(Participant.id)
        .join(SpotQuiz, SpotQuiz.id == Participant.spot_quiz_id)
        .where(Participant.candidate_id == candidate_id, Participant.state.in_(_AT_A_QUIZ))
        .where(SpotQuiz.state == "open", SpotQuiz.opened_at > now - AWAITED_FOR)
        .limit(1)
    )
    return any(db.session.scalar(query) is not None for query in (_running(candidate_id), awaited))


def _running(candidate_id: int) -> Select:
    return (
        select(Attempt.id)
        .outerjoin(Registration, Registration.id == Attempt.registration_id)
        .outerjoin(Participant, Participant.id == Attempt.participant_id)
        .where(Attempt.state == "open")
        .where(or_(Registration.candidate_id == candidate_id, Participant.candidate_id == candidate_id))
        .limit(1)
    )


def refuse_while_examined(candidate_id: int, *, now: datetime) -> None:
    """Raises practice_closed while this person is being examined."""
    if is_being_examined(candidate_id, now=now):
        raise DomainError("practice_closed")


def refuse_keys_while_examined(attempt: Attempt) -> None:
    """The keys of a paper wait while one runs that the person began after it. Raises practice_closed.

    What was begun earlier and left lying does not count: whoever hands in sees the own result.
    """
    candidate_id = (attempt.participant or attempt.registration).candidate_id
    if attempt.state != "submitted" or candidate_id is None:
        return
    later = _running(candidate_id).where(Attempt.started_ms >= attempt.started_ms)
    if db.session.scalar(later) is not None:
        raise DomainError("practice_closed")
