"""What a try was given beyond the paper's time, from the events that gave it."""

from sqlalchemy import select

from examapp.domain.extra_time import ExtraTime, GivenMinutes
from examapp.extensions import db
from examapp.models.attempts import Attempt, AttemptEvent


def given_seconds(attempt_id: str) -> int:
    """All seconds given by hand so far; call with the attempt locked where more are to be given."""
    return sum(event.data["seconds"] for event in _gifts(attempt_id))


def extra_time_of(attempt: Attempt) -> ExtraTime:
    """The share of the registration, and each gift of minutes in its order."""
    registration = attempt.registration
    given = tuple(
        GivenMinutes(event.data["seconds"] // 60, event.data["reason"]) for event in _gifts(attempt.id)
    )
    if registration is None or not registration.extra_percent:
        return ExtraTime(given=given)
    return ExtraTime(registration.extra_percent, registration.accommodation_reason, given)


def _gifts(attempt_id: str) -> list[AttemptEvent]:
    # A deadline moved by the share of the registration is an event without a reason of its own.
    query = select(AttemptEvent).where(AttemptEvent.attempt_id == attempt_id, AttemptEvent.kind == "extended")
    return [
        event for event in db.session.scalars(query.order_by(AttemptEvent.id)) if event.data.get("reason")
    ]
