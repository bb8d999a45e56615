"""After a new key was set: every sealed value is sealed with it, a batch at a time, while the site goes on."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from cryptography.exceptions import InvalidTag
from sqlalchemy import Column, LargeBinary, Table, func, literal, select, update

from examapp.adapters.databases.operating import CannotOperateError
from examapp.extensions import db
from examapp.models.audit import FileImport
from examapp.models.candidates import Candidate
from examapp.models.face_evidence import FacePicture
from examapp.models.faces import FaceReference
from examapp.models.inspections import Participant, SpotQuiz
from examapp.models.seats import SeatClaim
from examapp.services.core.audit import record_act
from examapp.services.core.ports import Ports
from examapp.services.core.transactions import transaction

BATCH = 500


@dataclass(frozen=True)
class SealedColumn:
    """One column of sealed values and what they are bound to: a word, the row's kind, or (`by_row`) row and column."""

    table: Table
    column: Column
    purpose: str = ""
    kind: Column | None = None
    by_row: bool = False

    @property
    def label(self) -> str:
        """table.column"""
        return f"{self.table.name}.{self.column.name}"

    def purpose_of(self, key: object, kind: str) -> str:
        """What the value of one row is bound to."""
        if self.by_row:
            return f"{self.table.name}:{key}:{self.column.name}"
        return self.purpose or f"{kind}_rows"


def _sealed(
    model: type, column: str, purpose: str = "", kind: str = "", *, by_row: bool = False
) -> SealedColumn:
    table = model.__table__
    return SealedColumn(table, table.c[column], purpose, table.c[kind] if kind else None, by_row)


SEALED = (
    _sealed(Candidate, "id_number_sealed", "id_number"),
    _sealed(Candidate, "phone_sealed", "phone"),
    _sealed(Participant, "id_tail_sealed", "id_tail"),
    _sealed(SeatClaim, "id_tail_sealed", "id_tail"),
    _sealed(FaceReference, "encoding_sealed", "face_reference"),
    _sealed(FacePicture, "picture_sealed", "face_picture"),
    _sealed(FileImport, "rows_sealed", kind="kind"),
    _sealed(SpotQuiz, "seed_people_sealed", by_row=True),
    _sealed(SpotQuiz, "seed_papers_sealed", by_row=True),
)


def reseal_all(*, ports: Ports, now: datetime, progress: Callable[[str, int], None]) -> int:
    """Seal everything with the current key; gives how many. Stopped in the middle, it goes on where it was."""
    total = 0
    for sealed in SEALED:
        done = sum(_reseal_batches(sealed, ports))
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
            select(func.count()).select_from(sealed.table).where(_begins(sealed.column, key_id))
        )
        for sealed in SEALED
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


def _reseal_batches(sealed: SealedColumn, ports: Ports) -> Iterator[int]:
    identity = next(iter(sealed.table.primary_key.columns))
    kind = sealed.kind if sealed.kind is not None else literal("")
    current = ports.sealer.key_id
    query = (
        select(identity, sealed.column, kind)
        .where(sealed.column.is_not(None), ~_begins(sealed.column, current))
        .order_by(identity)
        .limit(BATCH)
        .with_for_update(of=sealed.table)
    )
    while True:
        with transaction() as session:
            rows = session.execute(query).all()
            for key, value, row_kind in rows:
                purpose = sealed.purpose_of(key, row_kind)
                fresh = ports.sealer.seal(_opened(ports, value, purpose, f"{sealed.label} {key}"), purpose)
                # Only the very value that was opened: somebody may have changed it on a database without row locks.
                session.execute(
                    update(sealed.table)
                    .where(identity == key, sealed.column == value)
                    .values({sealed.column: fresh})
                )
        if not rows:
            return
        yield len(rows)


def _opened(ports: Ports, value: bytes, purpose: str, place: str) -> str:
    try:
        return ports.sealer.open(value, purpose)
    except (KeyError, InvalidTag) as error:
        raise CannotOperateError(
            f"{place} 打不开：缺少它的密钥，或者内容被改动过。前面的已经换好；查清后再执行 examapp keys reseal。"
        ) from error


def _begins(column: Column, key_id: str):
    prefix = key_id.encode() + b"\0"
    return func.substr(column, 1, len(prefix), type_=LargeBinary) == literal(prefix, LargeBinary)
