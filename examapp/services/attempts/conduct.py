"""Notes of an exam's page (left, copied) as events of the attempt: shown to whoever reviews, never part of a mark."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select

from examapp.domain.conduct import KINDS, MOST_NOTES_KEPT, ConductNote, ConductSummary, parse_notes, summarize
from examapp.domain.errors import DomainError
from examapp.extensions import db
from examapp.models.attempts import Attempt, AttemptEvent
from examapp.services.core.transactions import transaction

PREFIX = "page_"
_EVENT_KINDS = [PREFIX + kind for kind in KINDS]


@dataclass(frozen=True, slots=True)
class Noted:
    """One note for people: `at` by the device's clock where it told one, else when it arrived."""

    kind: str
    at: datetime
    seconds: int


def keep_notes(attempt_id: str, body: object, *, token_version: int, now: datetime) -> dict:
    """Keep each note once, also after the hand-in; gives the acknowledged ids. A flood beyond 500 is acknowledged and dropped.

    Raises bad_json, too_large, attempt_unknown, attempt_moved.
    """
    notes = parse_notes(body)
    with transaction() as session:
        attempt = session.get(Attempt, attempt_id, with_for_update={"of": Attempt}, populate_existing=True)
        if attempt is None:
            raise DomainError("attempt_unknown", attempt=attempt_id)
        if attempt.token_version != token_version:
            raise DomainError("attempt_moved")
        held = {one.data["id"] for one in _events([attempt_id])}
        for note in {one.client_id: one for one in notes}.values():
            if note.client_id not in held and len(held) < MOST_NOTES_KEPT:
                held.add(note.client_id)
                session.add(_event(attempt_id, note, now))
    return {"acked": [one.client_id for one in notes]}


def _event(attempt_id: str, note: ConductNote, now: datetime) -> AttemptEvent:
    data = {"id": note.client_id, "device_ms": note.device_ms, "seconds": note.seconds}
    return AttemptEvent(attempt_id=attempt_id, kind=PREFIX + note.kind, at=now, actor="candidate", data=data)


def _events(attempt_ids: Iterable[str]) -> list[AttemptEvent]:
    query = select(AttemptEvent).where(
        AttemptEvent.attempt_id.in_(list(attempt_ids)), AttemptEvent.kind.in_(_EVENT_KINDS)
    )
    return list(db.session.scalars(query.order_by(AttemptEvent.id)))


def list_notes(attempt_id: str) -> list[Noted]:
    """What was noted during one try, in order."""
    found = [_noted(one) for one in _events([attempt_id])]
    return sorted(found, key=lambda one: one.at)


def _noted(event: AttemptEvent) -> Noted:
    told = event.data.get("device_ms")
    at = datetime.fromtimestamp(told / 1000, tz=UTC) if told else event.at
    return Noted(event.kind.removeprefix(PREFIX), at, event.data["seconds"])


def summaries_of(registration_ids: list[int]) -> dict[int, ConductSummary]:
    """The sum over all tries of each registration that has a note."""
    rows = db.session.execute(
        select(Attempt.registration_id, AttemptEvent.kind, AttemptEvent.data)
        .join(AttemptEvent, AttemptEvent.attempt_id == Attempt.id)
        .where(Attempt.registration_id.in_(registration_ids), AttemptEvent.kind.in_(_EVENT_KINDS))
    )
    notes: dict[int, list[tuple[str, int]]] = {}
    for registration_id, kind, data in rows:
        notes.setdefault(registration_id, []).append((kind.removeprefix(PREFIX), data["seconds"]))
    return {key: summarize(held) for key, held in notes.items()}
