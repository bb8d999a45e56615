"""A quiz that was drawn and whose seeds cannot be opened any more: it can have no record and may be given up."""

from datetime import datetime

from sqlalchemy import select

from examapp.domain.errors import DomainError
from examapp.domain.permissions import Actor
from examapp.extensions import db
from examapp.models.attempts import Attempt
from examapp.models.inspections import Participant, SpotQuiz
from examapp.services.core.audit import record_act
from examapp.services.core.ports import Ports
from examapp.services.core.scopes import get_spot_quiz
from examapp.services.core.transactions import transaction
from examapp.services.quizzes.draw_seeds import papers_seed
from examapp.services.quizzes.participants import forget_walk_ins
from examapp.services.quizzes.quiz_pauses import end_pause
from examapp.services.quizzes.spot_quizzes import cancel_quiz, locked_quiz

_DRAWN = ("open", "closed")
REASON = "封存的随机数读不出（密钥丢失或被改动）"


def are_seeds_lost(quiz: SpotQuiz, ports: Ports) -> bool:
    """Whether this quiz is drawn, without a record, and can never have one as things are."""
    if quiz.state not in _DRAWN:
        return False
    try:
        papers_seed(quiz, ports)
    except DomainError:
        return True
    return False


def give_up_quiz(quiz_id: int, reason: str, *, actor: Actor, now: datetime, ports: Ports) -> None:
    """Cancel a quiz that was not opened, for the reason; or one that was drawn, only when its seeds are lost.

    Papers that are not handed in stop; everything that was answered is kept and becomes no result of a record. The next
    freeze at this enterprise prints the cancelled quiz. Twice is once. Raises state_conflict.
    """
    quiz = get_spot_quiz(actor, quiz_id)
    if not are_seeds_lost(quiz, ports):
        cancel_quiz(quiz_id, reason, actor=actor, now=now)
        return
    with transaction():
        quiz = locked_quiz(quiz_id)
        if quiz.state not in _DRAWN:
            return
        states = [attempt.state for attempt in _stop_papers(quiz_id)]
        forget_walk_ins(quiz_id, now=now)
        end_pause(quiz, "closed", actor, now)
        quiz.state = "cancelled"
        facts = {"reason": REASON, "handed_in": states.count("submitted"), "papers": len(states)}
        record_act("quiz.cancelled", f"quiz:{quiz.id}", actor=actor, now=now, data=facts)


def _stop_papers(quiz_id: int) -> list[Attempt]:
    """Every paper of the quiz, held, so that a hand-in of this moment comes before or after."""
    query = (
        select(Attempt)
        .join(Participant, Participant.id == Attempt.participant_id)
        .where(Participant.spot_quiz_id == quiz_id)
        .order_by(Attempt.id)
    )
    attempts = list(db.session.scalars(query.with_for_update(of=Attempt)))
    for attempt in attempts:
        if attempt.state in ("ready", "open"):
            attempt.state = "cancelled"
    return attempts
