"""Bring the shipped question bank into the database: new revisions are added, nothing is ever overwritten."""

import json
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select

from examapp.domain.errors import DomainError
from examapp.extensions import db
from examapp.models.bank import BankItem, ItemRevision
from examapp.services.audit import record_act
from examapp.services.item_pictures import store_pictures
from examapp.services.law_moves import apply_due_versions, record_shipped_laws
from examapp.services.transactions import canonical_json, transaction
from question_bank.model import Item, item_digest, item_from_dict, item_to_dict
from question_bank.store import Bank


def sync_bank(bank: Bank, *, now: datetime) -> dict:
    """Add new items and revisions, retire what the bank no longer holds; the same bank twice changes nothing.

    Raises item_changed_without_revision when an item's content differs under a revision that is already stored.
    """
    added = raised = retired = 0
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
            _check_unchanged(item, digests)
            row = held.get(item.id)
            if row is None:
                session.add(_new_row(item, now))
                added += 1
            elif row.revision < item.revision:
                _raise_row(row, item, now)
                raised += 1
            if (item.id, item.revision) not in digests:
                session.flush()
                session.add(_new_revision(item, now))
        for item_id, row in held.items():
            if item_id not in bank.items and row.state != "retired":
                row.state, row.updated_at = "retired", now
                retired += 1
        counts = {"added": added, "raised": raised, "retired": retired}
        record_shipped_laws(bank.laws, now=now)
        if any(counts.values()):
            record_act("bank.synced", "bank", actor="system", now=now, data=counts)
    # A changed version in laws.toml puts the citing items on hold; nothing is re-versioned without a reader.
    return {**counts, "held": apply_due_versions(now=now), "total": len(bank.items)}


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


def _new_row(item: Item, now: datetime) -> BankItem:
    return BankItem(
        id=item.id,
        revision=item.revision,
        state="published",
        topic=item.topic.value,
        type=item.type.value,
        difficulty=item.difficulty,
        updated_at=now,
    )


def _raise_row(row: BankItem, item: Item, now: datetime) -> None:
    row.revision, row.topic, row.type = item.revision, item.topic, item.type
    row.difficulty, row.updated_at = item.difficulty, now


def _new_revision(item: Item, now: datetime) -> ItemRevision:
    return ItemRevision(
        item_id=item.id,
        revision=item.revision,
        content=canonical_json(item_to_dict(item)),
        digest=item_digest(item),
        created_at=now,
    )


def find_item(item_id: str, revision: int | None = None) -> dict | None:
    """The content of an item's revision (the current one by default), or None."""
    row = db.session.get(BankItem, item_id)
    if row is None:
        return None
    held = db.session.get(ItemRevision, (item_id, revision or row.revision))
    return json.loads(held.content) if held else None
