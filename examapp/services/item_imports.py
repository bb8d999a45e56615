"""Items from files: read in the background, previewed, taken together or not at all, undone in one act."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, Text, cast, func, select, update

from examapp.domain.errors import DomainError
from examapp.domain.permissions import Actor
from examapp.extensions import db
from examapp.models.bank import BankItem
from examapp.models.item_imports import ImportedDraft, ItemImport
from examapp.services.audit import record_act
from examapp.services.ports import Ports
from examapp.services.transactions import transaction

_CHUNK = 1_000


def start_import(content: bytes, file_name: str, *, actor: Actor, now: datetime, ports: Ports) -> ItemImport:
    """Keep the file and queue its reading. Raises file_missing."""
    if not content.strip():
        raise DomainError("file_missing")
    with transaction() as session:
        kept = ItemImport(state="reading", file_name=file_name[-200:], file_digest=hashlib.sha256(content).hexdigest(),
                          content=content, report={}, account_id=actor.account_id, created_at=now)  # fmt: skip
        session.add(kept)
        session.flush()
        record_act(
            "item_import.uploaded",
            f"item_import:{kept.id}",
            actor=actor,
            now=now,
            data={"bytes": len(content)},
        )
        import_id = kept.id
    ports.queue.enqueue("read_item_file", import_id=import_id)
    return db.session.get(ItemImport, import_id, populate_existing=True)


def get_import(import_id: int) -> ItemImport:
    """One batch. Raises not_found."""
    kept = db.session.get(ItemImport, import_id, populate_existing=True)
    if kept is None:
        raise DomainError("not_found", what="import")
    return kept


def find_earlier(kept: ItemImport) -> ItemImport | None:
    """The newest other batch of the same file that is in the bank."""
    query = select(ItemImport).where(
        ItemImport.file_digest == kept.file_digest, ItemImport.id != kept.id, ItemImport.state == "taken"
    )
    return db.session.scalars(query.order_by(ItemImport.id.desc()).limit(1)).first()


def take_drafts(
    import_id: int, numbers: Sequence[int] | None, *, actor: Actor, now: datetime, skip_equal: bool = False
) -> int:
    """All drafts that nothing stops (numbers=None; skip_equal leaves doubles out), or the chosen ones, in one transaction.

    Gives how many of the batch are taken now; the same act twice is once, and more may be chosen later.
    Raises state_conflict, nothing_chosen, draft_has_faults (one of the chosen is stopped).
    """
    with transaction() as session:
        kept = session.get(ItemImport, import_id, populate_existing=True, with_for_update=True)
        if kept is None:
            raise DomainError("not_found", what="import")
        if kept.state == "taken" and numbers is None:
            return count_taken(import_id)
        if kept.state not in ("previewed", "taken"):
            raise DomainError("state_conflict")
        wanted = _wanted(import_id, numbers, skip_equal)
        for start in range(0, len(wanted), _CHUNK):
            chosen = ImportedDraft.number.in_(wanted[start : start + _CHUNK])
            session.execute(
                update(ImportedDraft).where(ImportedDraft.import_id == import_id, chosen).values(taken=True)
            )
        kept.state, kept.taken_at = "taken", kept.taken_at or now
        record_act(
            "item_import.taken",
            f"item_import:{import_id}",
            actor=actor,
            now=now,
            data={"drafts": len(wanted)},
        )
        return count_taken(import_id)


def _wanted(import_id: int, numbers: Sequence[int] | None, skip_equal: bool) -> list[int]:
    query = select(ImportedDraft.number, ImportedDraft.stopped, ImportedDraft.alike)
    rows = db.session.execute(query.where(ImportedDraft.import_id == import_id)).all()
    held = {row.number: row.stopped for row in rows}
    equal = {row.number for row in rows if skip_equal and any(one["equal"] for one in row.alike)}
    free = [number for number, stopped in held.items() if not stopped and number not in equal]
    wanted = sorted(free) if numbers is None else sorted(set(numbers) & set(held))
    if not wanted:
        raise DomainError("nothing_chosen")
    stopped = [number for number in wanted if held[number]]
    if stopped:
        raise DomainError("draft_has_faults", number=stopped[0])
    return wanted


def drafts_query(import_id: int, only: str = "") -> Select:
    """The drafts of a batch in the file's order; only = stopped, alike or noted narrows them."""
    query = select(ImportedDraft).where(ImportedDraft.import_id == import_id).order_by(ImportedDraft.number)
    if only == "stopped":
        return query.where(ImportedDraft.stopped)
    if only in ("alike", "noted"):
        held = ImportedDraft.alike if only == "alike" else ImportedDraft.problems
        return query.where(cast(held, Text) != "[]")
    return query


def count_taken(import_id: int) -> int:
    """How many drafts of a batch stand in the bank's drafts."""
    query = select(func.count(ImportedDraft.id)).where(
        ImportedDraft.import_id == import_id, ImportedDraft.taken
    )
    return db.session.scalar(query) or 0


def undo_import(import_id: int, *, actor: Actor, now: datetime) -> int:
    """Take a whole batch back; undoing twice is once. Raises state_conflict, import_published (items that are out already)."""
    with transaction() as session:
        kept = session.get(ItemImport, import_id, populate_existing=True, with_for_update=True)
        if kept is None:
            raise DomainError("not_found", what="import")
        if kept.state == "undone":
            return 0
        if kept.state != "taken":
            raise DomainError("state_conflict")
        # An item that entered the bank in any state is history: only its own life (hold, retire) may end it.
        out = list(session.scalars(select(BankItem.id).join(ImportedDraft, ImportedDraft.item_id == BankItem.id)
                                   .where(ImportedDraft.import_id == import_id).order_by(BankItem.id)))  # fmt: skip
        if out:
            raise DomainError("import_published", items="、".join(out[:10]), count=len(out))
        count = count_taken(import_id)
        session.execute(update(ImportedDraft).where(ImportedDraft.import_id == import_id).values(taken=False))
        kept.state, kept.undone_at = "undone", now
        record_act(
            "item_import.undone", f"item_import:{import_id}", actor=actor, now=now, data={"drafts": count}
        )
        return count
