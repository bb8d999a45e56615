"""Whether somebody is being examined at this moment: then nothing else shows that person a key."""

from datetime import datetime, timedelta

from sqlalchemy import Select, literal, select, union_all

from examapp.domain.errors import DomainError
from examapp.domain.id_documents import tail_of
from examapp.domain.people_names import clean_name
from examapp.extensions import db
from examapp.models.attempts import Attempt
from examapp.models.candidates import Candidate
from examapp.models.exams import Registration
from examapp.models.inspections import Participant, SpotQuiz
from examapp.services.core.ports import Ports
from examapp.services.core.sealed_fields import open_field

# Somebody of an open quiz in one of these states has a paper to write, or may be given one at any moment.
_AT_A_QUIZ = ("expected", "waiting", "confirmed", "answering")
# A quiz that nobody ended is forgotten, not waiting: it must not close practice for good.
AWAITED_FOR = timedelta(days=1)
# In the place of a walk-in's number: the person without doubt.
OWN = 0


def is_being_examined(candidate_id: int, *, now: datetime, ports: Ports) -> bool:
    """Whether a paper of this person runs, or a quiz opened within a day waits for this person.

    A walk-in is matched with the roster after the quiz; until then whoever bears the name and the last four counts.
    """
    awaited = (
        select(Participant.id)
        .join(SpotQuiz, SpotQuiz.id == Participant.spot_quiz_id)
        .where(Participant.state.in_(_AT_A_QUIZ))
        .where(SpotQuiz.state == "open", SpotQuiz.opened_at > now - AWAITED_FOR)
    )
    return _meets(candidate_id, [*_running(candidate_id), *_at_quizzes(awaited, candidate_id)], ports)


def refuse_while_examined(candidate_id: int, *, now: datetime, ports: Ports) -> None:
    """Raises practice_closed while this person is being examined."""
    if is_being_examined(candidate_id, now=now, ports=ports):
        raise DomainError("practice_closed")


def keys_must_wait(attempt: Attempt, ports: Ports) -> bool:
    """Whether a paper runs that the person began after this one, so that nobody may see the keys of it now.

    What was begun earlier and left lying does not count: whoever hands in sees the own result.
    """
    candidate_id = (attempt.participant or attempt.registration).candidate_id
    if attempt.state != "submitted" or candidate_id is None:
        return False
    return _meets(candidate_id, _running(candidate_id, attempt.started_ms), ports)


def _running(candidate_id: int, since_ms: int = 0) -> list[Select]:
    # Each by its index: one "or" over all would look at everybody who writes at this moment.
    opened = (Attempt.state == "open", Attempt.started_ms >= since_ms)
    at_exam = select(literal(OWN)).select_from(Attempt).join(Registration).where(*opened)
    at_quiz = select(Participant.id).join(Attempt, Attempt.participant_id == Participant.id).where(*opened)
    return [at_exam.where(Registration.candidate_id == candidate_id), *_at_quizzes(at_quiz, candidate_id)]


def _at_quizzes(rows: Select, candidate_id: int) -> list[Select]:
    """Of these participants the person (OWN), and walk-ins whom nobody has matched yet (their ids)."""
    unmatched = rows.where(Participant.origin == "walk_in", Participant.candidate_id.is_(None))
    own = rows.with_only_columns(literal(OWN), maintain_column_froms=True)
    return [own.where(Participant.candidate_id == candidate_id), unmatched]


def _meets(candidate_id: int, queries: list[Select], ports: Ports) -> bool:
    rows = set(db.session.scalars(union_all(*queries)))
    if OWN in rows or not rows:
        return OWN in rows
    person = db.session.get(Candidate, candidate_id)
    tail = tail_of(open_field(person, "id_number_sealed", ports.sealer))
    return any(
        clean_name(walk_in.name) == clean_name(person.name)
        and open_field(walk_in, "id_tail_sealed", ports.sealer) == tail
        for walk_in in db.session.scalars(select(Participant).where(Participant.id.in_(rows)))
    )
