"""After a new key was set, or for values of before rows were named: all is sealed anew, a batch at a time."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from cryptography.exceptions import InvalidTag
from sqlalchemy import Column, ColumnElement, LargeBinary, func, literal, or_, select, update

from examapp.adapters.databases.operating import CannotOperateError
from examapp.adapters.security.sealing import ROW
from examapp.extensions import db
from examapp.services.core.audit import record_act
from examapp.services.core.ports import Ports
from examapp.services.core.sealed_fields import SealedColumn, sealed_columns
from examapp.services.core.transactions import transaction

BATCH = 500
MOST_NAMED = 200


@dataclass
class Binding:
    """How many values were bound to their rows; and those that nobody can open: place -> name of the key that they ask
    for, or "damaged" where that key is here.
    """

    count: int = 0
    unreadable: dict[str, str] = field(default_factory=dict)


def reseal_all(*, ports: Ports, now: datetime, progress: Callable[[str, int], None]) -> int:
    """Seal everything with the current key; gives how many. Stopped in the middle, it goes on where it was."""
    total = 0
    current = ports.sealer.key_id
    for sealed in sealed_columns():
        done = sum(_reseal_batches(sealed, ports, ~_begins(sealed.column, _bound_prefix(current))))
        total += done
        progress(sealed.label, done)
    if total:
        with transaction():
            facts = {"key": ports.sealer.key_id, "count": total}
            record_act("keys.resealed", "keys", actor="system", now=now, data=facts)
    return total


def count_sealed_with(key_id: str) -> dict[str, int]:
    """How many values of each column still need this key to be opened; columns without any are left out."""
    counts = {
        sealed.label: db.session.scalar(
            select(func.count())
            .select_from(sealed.table)
            .where(
                or_(_begins(sealed.column, _bound_prefix(key_id)), _begins(sealed.column, _prefix(key_id)))
            )
        )
        for sealed in sealed_columns()
    }
    db.session.rollback()
    return {label: count for label, count in counts.items() if count}


def record_rotation(act_key: str, *, now: datetime, retired: bool) -> None:
    """Tell the log that a key was added or taken out of use; its name only."""
    with transaction():
        if retired:
            record_act("keys.retired", "keys", actor="system", now=now, data={"key": act_key})
        else:
            record_act("keys.added", "keys", actor="system", now=now, data={"key": act_key})


def bind_rows(*, ports: Ports, now: datetime) -> Binding:
    """Bind to its row what was sealed before values named theirs; what cannot be opened is named and stays as it is.

    Stopped in the middle, it goes on where it was; twice is once.
    """
    binding = Binding()
    for sealed in sealed_columns():
        loose = ~_begins(sealed.column, ROW)
        binding.count += sum(_reseal_batches(sealed, ports, loose, binding.unreadable))
    if binding.count or binding.unreadable:
        with transaction():
            facts = {
                "count": binding.count,
                "unreadable": dict(islice(binding.unreadable.items(), MOST_NAMED)),
            }
            record_act("keys.rows_bound", "keys", actor="system", now=now, data=facts)
    return binding


def _reseal_batches(
    sealed: SealedColumn, ports: Ports, which: ColumnElement[bool], unreadable: dict[str, str] | None = None
) -> Iterator[int]:
    """How many were sealed anew, batch by batch; without `unreadable` the first that cannot be opened ends it."""
    identity = next(iter(sealed.table.primary_key.columns))
    kind = sealed.kind if sealed.kind is not None else literal("")
    query = select(identity, sealed.column, kind).where(sealed.column.is_not(None), which).order_by(identity)
    last = 0
    while True:
        with transaction() as session:
            batch = query.where(identity > last).limit(BATCH).with_for_update(of=sealed.table)
            rows = session.execute(batch).all()
            done = 0
            for key, value, row_kind in rows:
                last = key
                fresh = _sealed_anew(sealed, key, value, row_kind, ports, unreadable)
                if fresh is None:
                    continue
                done += 1
                # Only the very value that was opened: somebody may have changed it on a database without row locks.
                session.execute(
                    update(sealed.table)
                    .where(identity == key, sealed.column == value)
                    .values({sealed.column: fresh})
                )
        if not rows:
            return
        yield done


def _sealed_anew(
    sealed: SealedColumn,
    key: int,
    value: bytes,
    kind: str,
    ports: Ports,
    unreadable: dict[str, str] | None,
) -> bytes | None:
    try:
        return ports.sealer.seal_row(_opened(sealed, key, value, kind, ports), sealed.place_of(key))
    except (KeyError, InvalidTag, ValueError) as error:
        if unreadable is None:
            raise CannotOperateError(
                f"{sealed.label} {key} 打不开：缺少它的密钥，或者内容被改动过。前面的已经换好；查清后再执行 examapp keys reseal。"
            ) from error
        name = bytes(value).partition(b"\0")[0].decode(errors="replace")
        unreadable[f"{sealed.label} {key}"] = name if isinstance(error, KeyError) else "damaged"
        return None


def _opened(sealed: SealedColumn, key: int, value: bytes, kind: str, ports: Ports) -> str:
    if bytes(value).startswith(ROW):
        return ports.sealer.open_row(value, sealed.place_of(key), None)
    # Whoever runs this has the machine in their hands: older values are read here, also where the site refuses them.
    return ports.sealer.open(value, sealed.word_before(key, kind) or sealed.place_of(key))


def _prefix(key_id: str) -> bytes:
    return key_id.encode() + b"\0"


def _bound_prefix(key_id: str) -> bytes:
    return ROW + _prefix(key_id)


def _begins(column: Column, prefix: bytes) -> ColumnElement[bool]:
    return func.substr(column, 1, len(prefix), type_=LargeBinary) == literal(prefix, LargeBinary)
