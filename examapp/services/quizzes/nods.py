"""A nod that was given to the wrong person or device is taken back, as long as the paper was not begun."""

from datetime import datetime

from examapp.domain.errors import DomainError
from examapp.domain.permissions import Actor
from examapp.extensions import db
from examapp.models.inspections import Participant
from examapp.services.core.audit import record_act
from examapp.services.core.scopes import get_participant
from examapp.services.core.transactions import transaction
from examapp.services.quizzes.participants import attempt_of, end_tokens
from examapp.services.quizzes.seats import granted_claim
from examapp.services.quizzes.spot_quizzes import locked_quiz, require_state


def take_back_nod(participant_id: int, *, actor: Actor, now: datetime) -> None:
    """The person is to be compared again, and the device that was granted waits again. Twice is once.

    Raises state_conflict once the paper was begun.
    """
    quiz_id = get_participant(actor, participant_id).spot_quiz_id
    with transaction():
        require_state(locked_quiz(quiz_id), "open")
        person = db.session.get(Participant, participant_id, with_for_update=True, populate_existing=True)
        if person.identified_at is None and person.state in ("expected", "waiting"):
            return
        if person.state != "confirmed" or attempt_of(participant_id).state != "ready":
            raise DomainError("state_conflict", state=person.state)
        person.state = "waiting" if _let_device_wait(participant_id, now) else "expected"
        person.identity_level = person.identified_at = person.identified_by_id = None
        record_act("identity.nod_taken_back", f"participant:{participant_id}", actor=actor, now=now)


def _let_device_wait(participant_id: int, now: datetime) -> bool:
    """What the granted device holds opens nothing any more. True when it asks again; a lent tablet does not."""
    claim = granted_claim(participant_id)
    end_tokens(participant_id)
    if claim is None:
        return False
    if claim.decided_how == "queue":
        claim.state, claim.decided_at = "replaced", now
        return False
    claim.state = "asked"
    claim.decided_at = claim.decided_by_id = claim.decided_how = None
    return True
