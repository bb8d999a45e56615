"""Whether somebody is being examined at this moment: then nothing else shows that person a key."""

from sqlalchemy import or_, select

from examapp.domain.errors import DomainError
from examapp.extensions import db
from examapp.models.attempts import Attempt
from examapp.models.exams import Registration
from examapp.models.inspections import Participant, SpotQuiz

# Somebody of an open quiz in one of these states has a paper to write, or may be given one at any moment.
_AT_A_QUIZ = ("expected", "waiting", "confirmed", "answering")


def is_being_examined(candidate_id: int) -> bool:
    """Whether a paper of this person runs, or an open quiz waits for this person."""
    running = (
        select(Attempt.id)
        .outerjoin(Registration, Registration.id == Attempt.registration_id)
        .outerjoin(Participant, Participant.id == Attempt.participant_id)
        .where(Attempt.state == "open")
        .where(or_(Registration.candidate_id == candidate_id, Participant.candidate_id == candidate_id))
        .limit(1)
    )
    awaited = (
        select(Participant.id)
        .join(SpotQuiz, SpotQuiz.id == Participant.spot_quiz_id)
        .where(Participant.candidate_id == candidate_id, Participant.state.in_(_AT_A_QUIZ))
        .where(SpotQuiz.state == "open")
        .limit(1)
    )
    return any(db.session.scalar(query) is not None for query in (running, awaited))


def refuse_while_examined(candidate_id: int) -> None:
    """Raises practice_closed while this person is being examined."""
    if is_being_examined(candidate_id):
        raise DomainError("practice_closed")


def refuse_keys_while_examined(attempt: Attempt) -> None:
    """The keys of an earlier paper wait until the person's present one is handed in. Raises practice_closed."""
    owner = attempt.participant or attempt.registration
    if attempt.state == "submitted" and owner.candidate_id is not None:
        refuse_while_examined(owner.candidate_id)
