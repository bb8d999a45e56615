"""Whether the audit log is whole: every place of every lane, every digest, every key."""

from collections.abc import Iterator, Mapping

from sqlalchemy import select

from examapp.extensions import chain_keys, db
from examapp.models.audit import AuditCheckpoint, AuditEntry
from examapp.services.core.chain_places import GENESIS, UNPLACED, digest_entry, digest_heads
from examapp.services.core.transactions import canonical_json

# Digests of each lane that are kept at hand; an entry looks hardly further back than others were writing beside it.
_NEAR = 256


def find_tampering() -> dict | None:
    """The first entry that does not fit the chain or its key, as {"id", "fault"}, or None.

    fault: missing (this one or one before it), changed, unkeyed (written without the key), key_missing (by a key that
    is not known here). A cut tail cannot be seen from inside: compare the heads with a copy kept elsewhere.
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
    walk = _Walk()
    for entry in list_entries(last_id):
        fault = walk.look(entry) or (_key_fault(entry, ends) if ends is not None else "")
        if fault:
            return {"id": min(entry.id, walk.last_id + 1) if fault == "missing" else entry.id, "fault": fault}
        walk.go_past(entry)
    lost = max(ends or {0: ""}) > walk.last_id
    return {"id": walk.last_id + 1, "fault": "missing"} if lost else None


class _Walk:
    """The ends of the lanes while the log is read in the order of its numbers."""

    def __init__(self) -> None:
        self.last_id, self.last_digest = 0, GENESIS
        self.ends: dict[int, int] = {}
        self.near: dict[int, dict[int, str]] = {}

    def look(self, entry: AuditEntry) -> str:
        """The fault of the next entry, "" without any."""
        if entry.place is None:
            if entry.id != self.last_id + 1:
                return "missing"
            fits = entry.previous == self.last_digest and entry.digest == digest_entry(entry)
            return "" if fits else "changed"
        expected = self.ends.get(entry.lane, 0) + 1
        if entry.place > expected:
            return "missing"
        if entry.place < expected or entry.digest != digest_entry(entry):
            return "changed"
        return self._look_back(entry)

    def _look_back(self, entry: AuditEntry) -> str:
        heads = {}
        for lane, place in _places(entry.seen):
            digest = self.near.get(lane, {}).get(place) or _digest_at(lane, place, entry.id)
            if digest is None:
                return "missing"
            heads[lane] = (place, digest)
        own = heads.get(entry.lane, (0, ""))[0]
        return "" if entry.previous == digest_heads(heads) and own == entry.place - 1 else "changed"

    def go_past(self, entry: AuditEntry) -> None:
        """The entry is the end of its lane now."""
        self.last_id, self.last_digest = entry.id, entry.digest
        lane, place = (UNPLACED, entry.id) if entry.place is None else (entry.lane, entry.place)
        self.ends[lane] = place
        near = self.near.setdefault(lane, {})
        near[place] = entry.digest
        if len(near) > _NEAR:
            del near[next(iter(near))]


def _places(seen: str | None) -> Iterator[tuple[int, int]]:
    for pair in (seen or "").split():
        lane, place = pair.split(":")
        yield int(lane), int(place)


def _digest_at(lane: int, place: int, before_id: int) -> str | None:
    """The digest of an entry that stands further back."""
    return db.session.scalar(
        select(AuditEntry.digest).where(at_place(lane, place), AuditEntry.id < before_id)
    )


def at_place(lane: int, place: int):
    """The condition of one entry."""
    if lane == UNPLACED:
        return (AuditEntry.id == place) & AuditEntry.place.is_(None)
    return (AuditEntry.lane == lane) & (AuditEntry.place == place)


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


def list_entries(last_id: int | None = None) -> Iterator[AuditEntry]:
    """The log in the order of its numbers, read as it is asked for."""
    query = select(AuditEntry).order_by(AuditEntry.id).execution_options(yield_per=1000)
    yield from db.session.scalars(query if last_id is None else query.where(AuditEntry.id <= last_id))
