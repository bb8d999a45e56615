"""Shipped items beside the site's own: what the shipped bank now says of an item that this site adapted."""

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from examapp.domain.errors import DomainError
from examapp.domain.item_contents import content_of, same_words
from examapp.domain.permissions import Actor
from examapp.extensions import db
from examapp.models.authoring import ItemDraft, ShippedWording
from examapp.models.bank import BankItem, ItemRevision
from examapp.services.core.audit import record_act
from examapp.services.core.transactions import canonical_json, transaction
from examapp.services.items.item_drafting import edit_item, save_draft
from examapp.services.items.item_revisions import get_revision, lock_item
from question_bank.model import Item, item_from_dict, item_to_dict


@dataclass(frozen=True, slots=True)
class OtherWording:
    """An adapted item with both texts; `shipped_revision` is the shipped bank's own count."""

    item_id: str
    ours: Item
    shipped: Item
    shipped_revision: int
    seen_at: datetime


def note_shipped(row: BankItem, item: Item, *, now: datetime) -> bool:
    """Keep what the shipped bank says of an item of this site when the site never had these words; True when it waits.

    Revision numbers and versions of laws do not count. Call inside a transaction.
    """
    kept = db.session.get(ShippedWording, row.id)
    if _had_before(row.id, item):
        if kept is not None:
            db.session.delete(kept)
        return False
    if kept is None:
        kept = ShippedWording(item_id=row.id, declined=False, content="", revision=0, seen_at=now)
        db.session.add(kept)
    if not kept.content or not same_words(_item_of(kept), item):
        kept.declined, kept.seen_at = False, now
        kept.revision, kept.content = item.revision, canonical_json(item_to_dict(item))
    return not kept.declined


def list_other_wordings() -> list[OtherWording]:
    """Items whose shipped words are new to this site and wait for somebody to look, by id."""
    query = select(ShippedWording, BankItem.revision).join(BankItem, BankItem.id == ShippedWording.item_id)
    rows = db.session.execute(query.where(~ShippedWording.declined).order_by(ShippedWording.item_id)).all()
    return [_both(kept, revision) for kept, revision in rows]


def find_other_wording(item_id: str) -> OtherWording | None:
    """The shipped bank's words beside ours, declined or not; None when it has none that are new."""
    kept = db.session.get(ShippedWording, item_id)
    return _both(kept, db.session.get(BankItem, item_id).revision) if kept is not None else None


def decline_wording(item_id: str, *, actor: Actor, now: datetime) -> None:
    """Somebody has looked and keeps our words, until the shipped bank has others again. Raises not_found."""
    with transaction():
        kept = _lock(item_id)
        if kept.declined:
            return
        kept.declined = True
        facts = {"shipped_revision": kept.revision}
        record_act("item.shipped_declined", f"item:{item_id}", actor=actor, now=now, data=facts)


def draft_from_shipped(item_id: str, *, actor: Actor, now: datetime) -> ItemDraft:
    """The item's open draft with the shipped words, to be reviewed and published like any other.

    Raises not_found, item_retired, draft_changed when somebody saves the open draft at this moment.
    """
    with transaction():
        shipped = _item_of(_lock(item_id))
    draft = edit_item(item_id, actor=actor, now=now)
    return save_draft(draft.id, content_of(shipped), draft.version, actor=actor, now=now)


def _lock(item_id: str) -> ShippedWording:
    lock_item(item_id)
    kept = db.session.get(ShippedWording, item_id, populate_existing=True)
    if kept is None:
        raise DomainError("not_found", what="item")
    return kept


def _had_before(item_id: str, item: Item) -> bool:
    contents = db.session.scalars(select(ItemRevision.content).where(ItemRevision.item_id == item_id))
    return any(same_words(item_from_dict(json.loads(one)), item) for one in contents)


def _item_of(kept: ShippedWording) -> Item:
    return item_from_dict(json.loads(kept.content))


def _both(kept: ShippedWording, revision: int) -> OtherWording:
    ours = get_revision(kept.item_id, revision)
    return OtherWording(kept.item_id, ours, _item_of(kept), kept.revision, kept.seen_at)
