"""The audit log: appended with the commit of the act it tells of, chained by digest, each digest under a key."""

from datetime import datetime

from sqlalchemy import bindparam, event, func, insert, select
from sqlalchemy.orm import Session, SessionTransaction

from examapp.domain.permissions import Actor
from examapp.extensions import RoutedSession, chain_keys, db
from examapp.models.audit import AuditEntry
from examapp.services.core.chain_checks import find_tampering, list_entries
from examapp.services.core.chain_places import (
    GENESIS,
    Place,
    digest_entry,
    digest_heads,
    seen_text,
    take_place,
)
from examapp.services.core.transactions import canonical_json

__all__ = ["chain_head", "count_entries", "find_tampering", "list_entries", "record_act"]

_WAITING = "audit_entries"
_LAST = select(AuditEntry.id, AuditEntry.digest).order_by(AuditEntry.id.desc()).limit(1)
_COLUMNS = tuple(column.name for column in AuditEntry.__table__.columns)
_APPEND = insert(AuditEntry.__table__).values({name: bindparam(name) for name in _COLUMNS})


def record_act(
    act: str, subject: str, *, actor: Actor | str, now: datetime, data: dict | None = None
) -> None:
    """Have one entry written with the commit; call it inside `transaction()`.

    `data` must hold no ID number, phone or face data. All entries of a transaction are written together at its end, so
    that a lane of the chain is held for the commit alone; without them nothing is committed.
    """
    # A row that is refused is refused here, where the caller expects it.
    db.session.flush()
    db.session.info.setdefault(_WAITING, []).append(
        {
            "at": now.isoformat(timespec="milliseconds"),
            "actor": actor if isinstance(actor, str) else actor.label,
            "act": act,
            "subject": subject,
            "data": canonical_json(data or {}),
        }
    )


@event.listens_for(RoutedSession, "before_commit")
def _append(session: Session) -> None:
    waiting = session.info.pop(_WAITING, None)
    if waiting:
        session.flush()
        session.execute(_APPEND, _chained(take_place(session, len(waiting)), waiting))


@event.listens_for(RoutedSession, "after_transaction_end")
def _forget(session: Session, ended: SessionTransaction) -> None:
    """What was not committed is told by nobody."""
    if ended.parent is None:
        session.info.pop(_WAITING, None)


def _chained(place: Place, waiting: list[dict]) -> list[dict]:
    heads, rows = dict(place.heads), []
    for number, facts in zip(place.ids, waiting, strict=True):
        entry = AuditEntry(
            **facts,
            id=number,
            lane=place.lane,
            place=heads.get(place.lane, (0, ""))[0] + 1,
            seen=seen_text(heads),
            previous=digest_heads(heads),
        )
        entry.digest = digest_entry(entry)
        entry.mac, entry.mac_key = chain_keys().vouch("audit", entry.digest)
        heads[place.lane] = (entry.place, entry.digest)
        rows.append({name: getattr(entry, name) for name in _COLUMNS})
    return rows


def chain_head() -> tuple[int, str]:
    """Number and digest of the newest entry."""
    last = db.session.execute(_LAST).first()
    return (last.id, last.digest) if last else (0, GENESIS)


def count_entries() -> int:
    """How many entries there are; numbers may be skipped."""
    return db.session.scalar(select(func.count()).select_from(AuditEntry))
