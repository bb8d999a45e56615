"""A confirmed wrong name is put right by an inspector, with the reason; results signed before need new signatures."""

from datetime import datetime

from examapp.domain.errors import DomainError
from examapp.domain.people_names import checked_name
from examapp.domain.permissions import Actor
from examapp.domain.reasons import checked_reason
from examapp.models.accounts import Inspector
from examapp.models.inspections import Participant
from examapp.models.records import FactCorrection
from examapp.services.core.audit import record_act
from examapp.services.core.scopes import get_participant
from examapp.services.core.transactions import transaction
from examapp.services.quizzes.amendments import may_ask
from examapp.services.quizzes.spot_quizzes import locked_quiz, require_state


def correct_name(participant_id: int, name: str, reason: str, *, actor: Actor, now: datetime) -> None:
    """Put the name of somebody who was confirmed right; the name that stands already changes nothing.

    The roster is not touched. Raises name_missing, name_odd_signs, correction_reason_missing, correction_foreign,
    correction_unconfirmed, reason_too_long, reason_odd_signs, state_conflict.
    """
    name = checked_name(name)
    if not name:
        raise DomainError("name_missing")
    reason = checked_reason(reason)
    if not reason:
        raise DomainError("correction_reason_missing")
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
            return
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
