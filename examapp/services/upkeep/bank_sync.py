"""Bring the shipped question bank into the database: new revisions are added, nothing is ever overwritten."""

import json
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select

from examapp.domain.errors import DomainError
from examapp.extensions import db
from examapp.models.bank import BankItem, ItemRevision
from examapp.services.core.audit import record_act
from examapp.services.core.transactions import transaction
from examapp.services.items.item_index import index_missing
from examapp.services.items.item_lives import move
from examapp.services.items.item_origins import note_shipped
from examapp.services.items.item_pictures import store_pictures
from examapp.services.items.item_revisions import new_revision, new_row, show_revision
from examapp.services.laws.law_moves import apply_due_versions, record_shipped_laws
from question_bank.model import Item, item_digest, item_from_dict
from question_bank.store import Bank


def sync_bank(bank: Bank, *, now: datetime) -> dict:
    """Add new items and revisions, retire what the bank no longer holds; the same bank twice changes nothing.

    Items that this site wrote or adapted are left alone; `adapted` counts those of which the shipped bank says something
    that the site never had (`item_origins` lists them).
    Raises item_changed_without_revision when an item's content differs under a revision that is already stored.
    """
    added = raised = adapted = 0
    with transaction() as session:
        store_pictures(bank.items.values(), bank.pictures, now=now)
        held = {item.id: item for item in session.scalars(select(BankItem))}
        digests = {
            (row.item_id, row.revision): row.digest
            for row in session.execute(
                select(ItemRevision.item_id, ItemRevision.revision, ItemRevision.digest)
            )
        }
        for item in bank.items.values():
            row = held.get(item.id)
            if row is not None and row.origin != "shipped":
                # This site has words of its own under this id: its revisions and state stay as they are.
                adapted += note_shipped(row, item, now=now)
                continue
            _check_unchanged(item, digests)
            if row is None or row.revision < item.revision:
                added, raised = (added + 1, raised) if row is None else (added, raised + 1)
                _show(row, item, now)
            if (item.id, item.revision) not in digests:
                session.flush()
                session.add(new_revision(item, now=now))
        gone = [row for row in held.values() if row.origin == "shipped" and row.id not in bank.items]
        retired = sum(move(row, "retired", now=now) for row in gone if row.state != "retired")
        index_missing()
        counts = {"added": added, "raised": raised, "retired": retired}
        record_shipped_laws(bank.laws, now=now)
        if any(counts.values()):
            record_act("bank.synced", "bank", actor="system", now=now, data=counts)
    # A changed version in laws.toml puts the citing items on hold; nothing is re-versioned without a reader.
    held_now = apply_due_versions(now=now)
    return {**counts, "held": held_now, "adapted": adapted, "total": len(bank.items)}


def _show(row: BankItem | None, item: Item, now: datetime) -> None:
    if row is None:
        db.session.add(new_row(item, origin="shipped", now=now))
    else:
        show_revision(row, item, now=now)


def _check_unchanged(item: Item, digests: dict) -> None:
    known = digests.get((item.id, item.revision))
    if known is not None and known != item_digest(item) and not _only_the_law_moved(item):
        raise DomainError("item_changed_without_revision", item=item.id, revision=item.revision)


def _only_the_law_moved(item: Item) -> bool:
    # The versions of citations are filled in from laws.toml: they change without anybody having touched the item.
    stored = item_from_dict(json.loads(db.session.get(ItemRevision, (item.id, item.revision)).content))
    return _without_versions(stored) == _without_versions(item)


def _without_versions(item: Item) -> Item:
    return replace(item, citations=tuple(replace(one, version="", law_name="") for one in item.citations))


def find_item(item_id: str, revision: int | None = None) -> dict | None:
    """The content of an item's revision (the current one by default), or None."""
    row = db.session.get(BankItem, item_id)
    if row is None:
        return None
    held = db.session.get(ItemRevision, (item_id, revision or row.revision))
    return json.loads(held.content) if held else None
