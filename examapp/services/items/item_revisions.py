"""Revisions of items: added, never changed; the bank's row names the current one."""

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from sqlalchemy import exists, func, select

from examapp.domain.errors import DomainError
from examapp.domain.rulings import Effect
from examapp.extensions import db
from examapp.models.accounts import Account
from examapp.models.appeals import ItemRuling
from examapp.models.authoring import ItemDraft
from examapp.models.bank import BankItem, ItemRevision
from examapp.services.core.transactions import canonical_json
from examapp.services.items.item_index import index_item
from question_bank.model import Item, item_digest, item_from_dict, item_to_dict


def new_revision(item: Item, *, now: datetime) -> ItemRevision:
    """The row that keeps this item for ever; the caller adds it."""
    return ItemRevision(
        item_id=item.id,
        revision=item.revision,
        content=canonical_json(item_to_dict(item)),
        digest=item_digest(item),
        created_at=now,
    )


def new_row(item: Item, *, origin: str, now: datetime) -> BankItem:
    """The bank's row of a new item, published; the caller adds it."""
    return show_revision(BankItem(id=item.id, state="published", origin=origin), item, now=now)


def show_revision(row: BankItem, item: Item, *, now: datetime) -> BankItem:
    """The one place where a revision becomes the current one: the row says what it says,
    and it is found by its words.
    """
    row.revision, row.topic, row.type = item.revision, item.topic.value, item.type.value
    row.difficulty, row.updated_at = item.difficulty, now
    index_item(item)
    return row


def append_revision(row: BankItem, item: Item, *, now: datetime) -> Item:
    """Store the item as the revision after all that exist and let the row show it; a shipped item is now adapted.

    The shipped bank may itself bring a revision of that number: an adapted item keeps this site's. Call inside a
    transaction that holds the row.
    """
    last = db.session.scalar(select(func.max(ItemRevision.revision)).where(ItemRevision.item_id == row.id))
    item = replace(item, id=row.id, revision=(last or 0) + 1)
    db.session.add(new_revision(item, now=now))
    if row.origin == "shipped":
        row.origin = "adapted"
    show_revision(row, item, now=now)
    db.session.flush()
    return item


def lock_item(item_id: str) -> BankItem:
    """The item's row, held until the transaction ends. Raises not_found."""
    row = db.session.get(BankItem, item_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise DomainError("not_found", what="item")
    return row


def get_revision(item_id: str, revision: int) -> Item:
    """What was asked under that revision. Raises not_found."""
    row = db.session.get(ItemRevision, (item_id, revision))
    if row is None:
        raise DomainError("not_found", what="item")
    return item_from_dict(json.loads(row.content))


def is_ruled_wrong(row: BankItem) -> bool:
    """Whether the words that are asked now were ruled wrong, so that only a new revision may be asked again."""
    ruled = exists().where(
        ItemRuling.item_id == row.id,
        ItemRuling.item_revision == row.revision,
        ItemRuling.effect != Effect.keep.value,
    )
    return bool(db.session.scalar(select(ruled)))


def list_revisions(item_id: str) -> list[tuple[ItemRevision, str, str]]:
    """The revisions of an item, newest first,
    each with the names of its author and of who edited it last ("" = shipped).
    """
    rows = db.session.scalars(
        select(ItemRevision).where(ItemRevision.item_id == item_id).order_by(ItemRevision.revision.desc())
    ).all()
    drafts = db.session.scalars(
        select(ItemDraft).where(ItemDraft.item_id == item_id, ItemDraft.state == "published")
    )
    written = {one.published_revision: one for one in drafts}
    names = account_names(key for one in written.values() for key in (one.author_id, one.editor_id))
    return [
        (row, names[one.author_id], names[one.editor_id])
        if (one := written.get(row.revision))
        else (row, "", "")
        for row in rows
    ]


def account_names(ids: Iterable[int]) -> dict[int, str]:
    """The names of these accounts by id."""
    wanted = set(ids)
    return dict(db.session.execute(select(Account.id, Account.name).where(Account.id.in_(wanted))).all())
