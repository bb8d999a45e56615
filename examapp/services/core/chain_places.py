"""Where the next entries of the audit log go: a lane of the chain that nobody else holds, and what its lanes end with.

PostgreSQL: whoever appends holds one of 32 lanes until the commit, the lowest that is free; so acts that do not
overlap stand in one lane, and acts of the same moment do not wait for each other. SQLite has one writer: one lane.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session

from examapp.extensions import db
from examapp.models.audit import AuditEntry
from examapp.services.core.transactions import digest_text

GENESIS = "0" * 64
# Entries of before lanes count as one; its places are their ids.
UNPLACED = -1
# What the first of all entries has seen, and one in the only lane.
_ROW = ("", "0", str(UNPLACED))
Heads = dict[int, tuple[int, str]]

_TAKE = text("select lane, place, digest, ids from take_audit_place(:wanted)")
_GATE = text("select pg_advisory_xact_lock(7230001)")
_ENDS = (
    "with recursive lanes (lane) as ("
    " select 0 union all select lane + 1 from lanes where lane < (select max(lane) from audit_entries))"
    " select e.lane, e.place, e.digest from lanes join audit_entries e on e.lane = lanes.lane"
    " and e.place = (select max(place) from audit_entries x where x.lane = lanes.lane)",
    "select -1, id, digest from audit_entries"
    " where place is null and id = (select max(id) from audit_entries)",
)
_LAST_ID = "select null, coalesce(max(id), 0), null from audit_entries"
_HEADS, _HEADS_AND_LAST = (text(" union all ".join(parts)) for parts in (_ENDS, (*_ENDS, _LAST_ID)))


@dataclass(frozen=True, slots=True)
class Place:
    """`lane` to append to, `ids` for the entries (rising), `heads`: lane -> last place and digest."""

    lane: int
    ids: tuple[int, ...]
    heads: Heads


def take_place(session: Session, wanted: int) -> Place:
    """Hold a lane until this transaction ends; everything that was committed before is seen."""
    if session.get_bind().dialect.name != "postgresql":
        heads = {row.lane: (row.place, row.digest) for row in session.execute(_HEADS_AND_LAST)}
        last, _ = heads.pop(None)
        return Place(0, tuple(range(last + 1, last + wanted + 1)), heads)
    *heads, own = session.execute(_TAKE, {"wanted": wanted}).all()
    return Place(own.lane, tuple(sorted(own.ids)), {row.lane: (row.place, row.digest) for row in heads})


def read_heads(session: Session) -> Heads:
    """The end of every lane; of the entries without one, if the newest of all is among them (else it has been seen)."""
    return {lane: (place, digest) for lane, place, digest in session.execute(_HEADS)}


def lock_chain() -> None:
    """Nobody appends until this transaction ends; SQLite has one writer at a time anyway."""
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(_GATE)


def seen_text(heads: Mapping[int, tuple[int, str]]) -> str:
    """The places of an entry's `seen`, lane by lane."""
    return " ".join(f"{lane}:{heads[lane][0]}" for lane in sorted(heads))


def digest_heads(heads: Mapping[int, tuple[int, str]]) -> str:
    """An entry's `previous`: the digest at the end of the only lane, or one digest over the ends of all."""
    if len(heads) < 2:
        return next((digest for _, digest in heads.values()), GENESIS)
    return digest_text("\n".join(f"{lane}:{heads[lane][0]}:{heads[lane][1]}" for lane in sorted(heads)))


def digest_entry(entry: AuditEntry) -> str:
    """What `digest` should be; as long as there is one lane, exactly what the program of before lanes computed."""
    fields = [str(entry.id), entry.at, entry.actor, entry.act, entry.subject, entry.data, entry.previous]
    if not _stands_in_a_row(entry):
        fields.append(f"{entry.lane}:{entry.place}:{entry.seen}")
    return digest_text("\n".join(fields))


def _stands_in_a_row(entry: AuditEntry) -> bool:
    """Its `previous` is the one entry before it, which fixes its place."""
    return entry.place is None or (
        entry.lane == 0 and entry.seen.partition(":")[0] in _ROW and " " not in entry.seen
    )
