"""Lending the inspector's tablet to candidates: the PIN that ends it, and who may sit down."""

import re
from datetime import datetime

from sqlalchemy import select

from examapp.adapters.passwords import hash_password, verify_password
from examapp.domain.errors import DomainError
from examapp.domain.permissions import Actor
from examapp.extensions import db
from examapp.models.inspections import Participant, SpotQuiz
from examapp.services.audit import record_act
from examapp.services.scopes import get_spot_quiz
from examapp.services.seats import new_seat_token
from examapp.services.spot_quizzes import locked_quiz, require_state
from examapp.services.transactions import transaction


def begin_handover(quiz_id: int, pin: str, *, actor: Actor, now: datetime) -> None:
    """Set the PIN (4 to 6 digits) that leads back. Raises pin_malformed."""
    if not re.fullmatch(r"[0-9]{4,6}", pin):
        raise DomainError("pin_malformed")
    get_spot_quiz(actor, quiz_id)
    with transaction():
        quiz = locked_quiz(quiz_id)
        require_state(quiz, "open")
        quiz.tablet_pin_hash = hash_password(pin)
        record_act("handover.begun", f"quiz:{quiz_id}", actor=actor, now=now)


def end_handover(quiz_id: int, pin: str) -> None:
    """Check the PIN. Raises pin_wrong."""
    quiz = db.session.get(SpotQuiz, quiz_id)
    if quiz is None or not verify_password(pin, quiz.tablet_pin_hash):
        raise DomainError("pin_wrong")


def list_queue(quiz_id: int) -> list[Participant]:
    """People whom the inspector has confirmed and who have not handed in."""
    query = select(Participant).where(
        Participant.spot_quiz_id == quiz_id, Participant.state.in_(("confirmed", "answering"))
    )
    return list(db.session.scalars(query.order_by(Participant.number)))


def sit_down(quiz_id: int, participant_id: int, *, now: datetime) -> str:
    """A seat token on the tablet for one of the queue. Raises seat_unknown."""
    with transaction():
        require_state(locked_quiz(quiz_id), "open")
        found = next((one for one in list_queue(quiz_id) if one.id == participant_id), None)
        if found is None:
            raise DomainError("seat_unknown")
        record_act(
            "seat.taken",
            f"participant:{participant_id}",
            actor="tablet",
            now=now,
            data={"again": found.claim_hash is not None},
        )
        return new_seat_token(found, now)
