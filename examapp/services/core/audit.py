"""The audit log: appended in the transaction of the act it tells of, chained by digest, each digest under a key."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from sqlalchemy import bindparam, insert, select

from examapp.domain.permissions import Actor
from examapp.extensions import chain_keys, db
from examapp.models.audit import AuditCheckpoint, AuditEntry
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
    entry.mac, entry.mac_key = chain_keys().vouch("audit", entry.digest)
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


def lock_chain() -> None:
    """Nobody appends until this transaction ends."""
    _last_of_locked_chain()


def find_tampering() -> dict | None:
    """The first entry that does not fit the chain or its key, as {"id", "fault"}, or None.

    fault: missing, changed, unkeyed (written without the key), key_missing (by a key that is not known here).
    A cut tail cannot be seen from inside: compare `chain_head()` with a copy kept elsewhere.
    """
    checkpoints = list_checkpoints()
    for row in checkpoints:
        fits = chain_keys().fits("checkpoint", checkpoint_text(row), row.mac, row.mac_key)
        if not fits:
            return {"id": row.last_id, "fault": "key_missing" if fits is None else "changed"}
    ends = {row.last_id: row.digest for row in checkpoints}
    return walk_chain(None, ends)


def walk_chain(last_id: int | None, ends: Mapping[int, str] | None = None) -> dict | None:
    """The first entry up to `last_id` (None: all) that does not fit, as {"id", "fault"}.

    `ends`: where checkpoints end entries without a key -> the digest there; without it no key is looked at.
    """
    previous, expected_id = GENESIS, 1
    for entry in _entries(last_id):
        fault = _fault_of(entry, previous, expected_id) or (
            _key_fault(entry, ends) if ends is not None else ""
        )
        if fault:
            return {"id": expected_id if fault == "missing" else entry.id, "fault": fault}
        previous, expected_id = entry.digest, expected_id + 1
    lost = max(ends or {0: ""}) >= expected_id
    return {"id": expected_id, "fault": "missing"} if lost else None


def _fault_of(entry: AuditEntry, previous: str, expected_id: int) -> str:
    if entry.id != expected_id:
        return "missing"
    return "changed" if entry.previous != previous or entry.digest != _digest_of(entry) else ""


def _key_fault(entry: AuditEntry, ends: Mapping[int, str]) -> str:
    if ends.get(entry.id, entry.digest) != entry.digest:
        return "changed"
    if entry.mac is None:
        return "" if entry.id <= max(ends, default=0) else "unkeyed"
    fits = chain_keys().fits("audit", entry.digest, entry.mac, entry.mac_key)
    return {True: "", False: "changed", None: "key_missing"}[fits]


def list_checkpoints() -> list[AuditCheckpoint]:
    """Where entries without a key end, oldest first."""
    return list(db.session.scalars(select(AuditCheckpoint).order_by(AuditCheckpoint.id)))


def checkpoint_text(row: AuditCheckpoint) -> str:
    """What is vouched for and signed."""
    facts = {
        "typ": "examapp-checkpoint/1",
        "last": row.last_id,
        "digest": row.digest,
        "broken": row.broken_id,
    }
    return canonical_json({**facts, "at": row.made_at.isoformat()})


def chain_head() -> tuple[int, str]:
    """Number and digest of the last entry; keep it outside the machine to notice a cut tail."""
    last = db.session.execute(_LAST).first()
    return (last.id, last.digest) if last else (0, GENESIS)


def _entries(last_id: int | None = None) -> Iterator[AuditEntry]:
    query = select(AuditEntry).order_by(AuditEntry.id).execution_options(yield_per=1000)
    yield from db.session.scalars(query if last_id is None else query.where(AuditEntry.id <= last_id))


def _digest_of(entry: AuditEntry) -> str:
    fields = [str(entry.id), entry.at, entry.actor, entry.act, entry.subject, entry.data, entry.previous]
    return digest_text("\n".join(fields))
