"""The audit log: appended in the transaction of the act it tells of, chained by digest."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import bindparam, insert, select

from examapp.domain.permissions import Actor
from examapp.extensions import db
from examapp.models.audit import AuditEntry
from examapp.services.core.transactions import canonical_json, digest_text

GENESIS = "0" * 64
_LAST = select(AuditEntry.id, AuditEntry.digest).order_by(AuditEntry.id.desc()).limit(1)
_COLUMNS = tuple(column.name for column in AuditEntry.__table__.columns)
_APPEND = insert(AuditEntry.__table__).values({name: bindparam(name) for name in _COLUMNS})
# One round trip of two statements: the second sees what was committed while the first waited for the lock.
_LOCK_AND_LAST = (
    "SELECT pg_advisory_xact_lock(7230001); SELECT id, digest FROM audit_entries ORDER BY id DESC LIMIT 1"
)


def record_act(
    act: str, subject: str, *, actor: Actor | str, now: datetime, data: dict | None = None
) -> None:
    """Append one entry; call it inside `transaction()`. `data` must hold no ID number, phone or face data."""
    # What the act changed is written before the chain is held, because everybody else's acts wait for it.
    db.session.flush()
    last = _last_of_locked_chain()
    entry = AuditEntry(
        id=(last[0] if last else 0) + 1,
        at=now.isoformat(timespec="milliseconds"),
        actor=actor if isinstance(actor, str) else actor.label,
        act=act,
        subject=subject,
        data=canonical_json(data or {}),
        previous=last[1] if last else GENESIS,
        digest="",
    )
    entry.digest = _digest_of(entry)
    db.session.execute(_APPEND, {name: getattr(entry, name) for name in _COLUMNS})


def _last_of_locked_chain() -> tuple[int, str] | None:
    """SQLite has one writer at a time anyway; on PostgreSQL two appends must not read the same predecessor."""
    if db.session.get_bind().dialect.name != "postgresql":
        return db.session.execute(_LAST).first()
    held = db.session.connection().exec_driver_sql(_LOCK_AND_LAST)
    try:
        held.cursor.nextset()
        return held.cursor.fetchone()
    finally:
        held.close()


def find_tampering() -> dict | None:
    """The first entry that does not fit the chain, as {"id", "fault"}, or None.

    A cut tail cannot be seen from inside: compare `chain_head()` with a copy kept elsewhere.
    """
    previous, expected_id = GENESIS, 1
    for entry in _entries():
        if entry.id != expected_id:
            return {"id": expected_id, "fault": "missing"}
        if entry.previous != previous or entry.digest != _digest_of(entry):
            return {"id": entry.id, "fault": "changed"}
        previous, expected_id = entry.digest, expected_id + 1
    return None


def chain_head() -> tuple[int, str]:
    """Number and digest of the last entry; keep it outside the machine to notice a cut tail."""
    last = db.session.execute(_LAST).first()
    return (last.id, last.digest) if last else (0, GENESIS)


def _entries() -> Iterator[AuditEntry]:
    yield from db.session.scalars(
        select(AuditEntry).order_by(AuditEntry.id).execution_options(yield_per=1000)
    )


def _digest_of(entry: AuditEntry) -> str:
    fields = [str(entry.id), entry.at, entry.actor, entry.act, entry.subject, entry.data, entry.previous]
    return digest_text("\n".join(fields))
