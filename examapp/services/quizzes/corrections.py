"""A confirmed wrong name is put right by an inspector, with the reason; results signed before need new signatures."""

from datetime import datetime

from sqlalchemy import select

from examapp.domain.errors import DomainError
from examapp.domain.people_names import checked_name
from examapp.domain.permissions import Actor
from examapp.domain.reasons import checked_reason
from examapp.extensions import db
from examapp.models.accounts import Inspector
from examapp.models.inspections import Participant
from examapp.models.records import FactCorrection
from examapp.services.core.audit import record_act
from examapp.services.core.scopes import get_participant
from examapp.services.core.transactions import transaction
from examapp.services.quizzes.amendments import may_ask
from examapp.services.quizzes.spot_quizzes import locked_quiz, require_state


def correct_name(participant_id: int, name: str, reason: str, *, actor: Actor, now: datetime) -> None:
    """Put the name of somebody who was confirmed right; the same correction twice is one.

    The roster is not touched. Raises correction_same for the name that stands already, name_missing, name_odd_signs,
    name_too_long, correction_reason_missing, correction_foreign, correction_unconfirmed, reason_too_long,
    reason_odd_signs, state_conflict.
    """
    name, reason = _read(name, reason)
    quiz_id = get_participant(actor, participant_id).spot_quiz_id
    with transaction() as session:
        quiz = locked_quiz(quiz_id)
        require_state(quiz, "open", "closed", "recorded")
        if not may_ask(quiz, actor):
            raise DomainError("correction_foreign")
        participant = session.get(Participant, participant_id, with_for_update=True, populate_existing=True)
        if participant.identified_at is None:
            raise DomainError("correction_unconfirmed")
        if participant.name == name:
            if _was_corrected(participant_id, name):
                return
            raise DomainError("correction_same", name=name)
        correction = FactCorrection(
            spot_quiz_id=quiz_id,
            participant_id=participant_id,
            fact="name",
            old=participant.name,
            new=name,
            reason=reason,
            inspector_id=actor.inspector_id,
            inspector_name=session.get(Inspector, actor.inspector_id).name,
            corrected_at=now,
        )
        session.add(correction)
        participant.name = name
        session.flush()
        facts = {"correction": correction.id, "reason": correction.reason}
        record_act("participant.renamed", f"participant:{participant_id}", actor=actor, now=now, data=facts)


def _read(name: str, reason: str) -> tuple[str, str]:
    name = checked_name(name)
    if not name:
        raise DomainError("name_missing")
    reason = checked_reason(reason)
    if not reason:
        raise DomainError("correction_reason_missing")
    return name, reason


def _was_corrected(participant_id: int, name: str) -> bool:
    """Whether the last correction made this name: then the same form was sent twice."""
    query = select(FactCorrection.new).where(FactCorrection.participant_id == participant_id)
    return db.session.scalar(query.order_by(FactCorrection.id.desc()).limit(1)) == name
