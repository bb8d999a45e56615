"""Questions read aloud to somebody who cannot read them: by whom, when and why; it changes no mark and no time."""

from datetime import datetime

from sqlalchemy import select

from examapp.domain.errors import DomainError
from examapp.domain.permissions import Actor
from examapp.domain.reasons import checked_reason
from examapp.extensions import db
from examapp.models.attempts import AttemptEvent
from examapp.services.attempts.attempts import locked_attempt
from examapp.services.core.audit import record_act
from examapp.services.core.transactions import transaction

KIND = "read_aloud"


def note_reading(attempt_id: str, note: str, *, actor: Actor, now: datetime) -> None:
    """An inspector reads the questions aloud; the same note of the same inspector again is once.

    Raises reading_note_missing, reason_odd_signs, reason_too_long, state_conflict after the hand-in.
    """
    note = checked_reason(note)
    if not note:
        raise DomainError("reading_note_missing")
    with transaction() as session:
        attempt = locked_attempt(attempt_id)
        if attempt.state == "submitted":
            raise DomainError("state_conflict")
        if any(event.data["note"] == note and event.actor == actor.label for event in _events(attempt_id)):
            return
        facts = {"note": note, "by": actor.name}
        session.add(AttemptEvent(attempt_id=attempt_id, kind=KIND, at=now, actor=actor.label, data=facts))
        record_act("attempt.read_aloud", f"attempt:{attempt_id}", actor=actor, now=now, data=facts)


def readings_of(attempt_id: str) -> list[dict]:
    """In their order: {note, by, at}; `at` as an ISO text."""
    return [
        {"note": event.data["note"], "by": event.data["by"], "at": event.at.isoformat()}
        for event in _events(attempt_id)
    ]


def _events(attempt_id: str) -> list[AttemptEvent]:
    query = select(AttemptEvent).where(AttemptEvent.attempt_id == attempt_id, AttemptEvent.kind == KIND)
    return list(db.session.scalars(query.order_by(AttemptEvent.id)))
