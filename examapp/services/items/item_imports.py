"""Items from files: read in the background, previewed, taken together or not at all, undone in one act."""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import Select, Text, cast, func, select, update

from examapp.domain.errors import DomainError
from examapp.domain.permissions import Actor
from examapp.extensions import db
from examapp.models.authoring import ItemDraft
from examapp.models.item_imports import ImportedDraft, ItemImport
from examapp.services.core.audit import record_act
from examapp.services.core.job_runs import request_run, send_run
from examapp.services.core.ports import Ports
from examapp.services.core.transactions import transaction
from examapp.services.items.item_drafting import add_batch, discard_batch
from examapp.services.items.item_drafts import cases_of, read_picture
from examapp.services.items.item_pictures import store_picture

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
        run_id = request_run("read_item_file", now=now, import_id=import_id)
    send_run(run_id, ports=ports)
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
    import_id: int,
    numbers: Sequence[int] | None,
    *,
    actor: Actor,
    now: datetime,
    skip_equal: bool = False,
    looked: bool = False,
) -> int:
    """All drafts that nothing stops (numbers=None; skip_equal leaves doubles out), or the chosen ones, in one transaction.

    Gives how many of the batch are taken now; the same act twice is once, and more may be chosen later.
    `looked` says that a person has seen what nobody used and which numbers are missing; where there is such a thing,
    all are taken only then. Raises state_conflict, not_looked_at, nothing_chosen, draft_has_faults (one of the chosen is stopped).
    """
    with transaction() as session:
        kept = session.get(ItemImport, import_id, populate_existing=True, with_for_update=True)
        if kept is None:
            raise DomainError("not_found", what="import")
        if kept.state == "taken" and numbers is None:
            return count_taken(import_id)
        if kept.state not in ("previewed", "taken"):
            raise DomainError("state_conflict")
        if numbers is None and kept.report.get("wants_a_look") and not looked:
            raise DomainError("not_looked_at")
        rows = list(session.scalars(drafts_query(import_id)))
        wanted = _wanted(rows, numbers, skip_equal)
        _begin_drafts([row for row in rows if row.number in wanted and not row.taken], rows, actor, now)
        # From here on nothing is read again: the file itself is no longer needed.
        kept.state, kept.taken_at, kept.content = "taken", kept.taken_at or now, None
        record_act(
            "item_import.taken",
            f"item_import:{import_id}",
            actor=actor,
            now=now,
            data={"drafts": len(wanted), "looked": looked},
        )
        return count_taken(import_id)


def _wanted(rows: Sequence[ImportedDraft], numbers: Sequence[int] | None, skip_equal: bool) -> set[int]:
    held = {row.number: row.stopped for row in rows}
    equal = {row.number for row in rows if skip_equal and any(one["equal"] for one in row.alike)}
    free = [number for number, stopped in held.items() if not stopped and number not in equal]
    wanted = set(free) if numbers is None else set(numbers) & set(held)
    if not wanted:
        raise DomainError("nothing_chosen")
    stopped = [number for number in wanted if held[number]]
    if stopped:
        raise DomainError("draft_has_faults", number=min(stopped))
    return wanted


def _begin_drafts(taken: list[ImportedDraft], rows: list[ImportedDraft], actor: Actor, now: datetime) -> None:
    if not taken:
        return
    cases = cases_of([(row.number, row.content) for row in rows], taken[0].import_id)
    contents = []
    for row in taken:
        content = {**row.content, "case": cases.get(row.number)}
        if found := read_picture(row.content):
            store_picture(found[0], found[1], now=now)
            content["picture"] = asdict(found[0])
        contents.append(content)
    ids = add_batch(contents, actor=actor, now=now, import_id=taken[0].import_id)
    for row, draft_id in zip(taken, ids, strict=True):
        row.taken, row.draft_id = True, draft_id


def drafts_query(import_id: int, only: str = "") -> Select:
    """The drafts of a batch in the file's order; only = stopped, alike or noted narrows them."""
    query = select(ImportedDraft).where(ImportedDraft.import_id == import_id).order_by(ImportedDraft.number)
    if only == "stopped":
        return query.where(ImportedDraft.stopped)
    if only in ("alike", "noted"):
        held = ImportedDraft.alike if only == "alike" else ImportedDraft.problems
        return query.where(cast(held, Text) != "[]")
    return query


def list_drafts(import_id: int, first: int, last: int) -> list[ImportedDraft]:
    """Drafts by their numbers in the file."""
    return list(db.session.scalars(drafts_query(import_id).where(ImportedDraft.number.between(first, last))))


def get_draft_picture(import_id: int, number: int) -> tuple[bytes, str]:
    """Bytes and media type of a draft's picture. Raises not_found."""
    query = select(ImportedDraft.content).where(
        ImportedDraft.import_id == import_id, ImportedDraft.number == number
    )
    found = read_picture(db.session.scalar(query) or {})
    if found is None:
        raise DomainError("not_found", what="picture")
    return found[1], found[0].media_type


def count_taken(import_id: int) -> int:
    """How many items of a batch became item drafts."""
    query = select(func.count(ImportedDraft.id)).where(
        ImportedDraft.import_id == import_id, ImportedDraft.taken
    )
    return db.session.scalar(query) or 0


def count_published(import_id: int) -> int:
    """How many items of a batch are published: an undo leaves them, only their own life (hold, retire) may end it."""
    query = select(func.count(ItemDraft.id)).where(
        ItemDraft.import_id == import_id, ItemDraft.state == "published"
    )
    return db.session.scalar(query) or 0


def undo_import(import_id: int, *, actor: Actor, now: datetime) -> int:
    """Throw away the drafts of a batch that are not published; undoing twice is once. Gives how many.
    Raises state_conflict.
    """
    with transaction() as session:
        kept = session.get(ItemImport, import_id, populate_existing=True, with_for_update=True)
        if kept is None:
            raise DomainError("not_found", what="import")
        if kept.state == "undone":
            return 0
        if kept.state != "taken":
            raise DomainError("state_conflict")
        gone = discard_batch(import_id, now=now)
        for start in range(0, len(gone), _CHUNK):
            chosen = ImportedDraft.draft_id.in_(gone[start : start + _CHUNK])
            session.execute(update(ImportedDraft).where(chosen).values(taken=False, draft_id=None))
        kept.state, kept.undone_at = "undone", now
        facts = {"drafts": len(gone), "published": count_published(import_id)}
        record_act("item_import.undone", f"item_import:{import_id}", actor=actor, now=now, data=facts)
        return len(gone)
