"""What people say about drafts and items: appended, never changed."""

from datetime import datetime

from sqlalchemy import or_, select

from examapp.domain.errors import DomainError
from examapp.domain.permissions import Actor
from examapp.extensions import db
from examapp.models.accounts import Account
from examapp.models.authoring import ItemComment, ItemDraft
from examapp.models.bank import BankItem
from examapp.services.core.audit import record_act
from examapp.services.core.transactions import transaction

MOST_TEXT = 1_000


def add_comment(
    text: str, *, actor: Actor, now: datetime, draft_id: int | None = None, item_id: str | None = None
) -> ItemComment:
    """Say something of a draft or of an item. Raises comment_empty, not_found."""
    with transaction() as session:
        if draft_id is not None and session.get(ItemDraft, draft_id) is None:
            raise DomainError("not_found", what="item_draft")
        if draft_id is None and session.get(BankItem, item_id or "") is None:
            raise DomainError("not_found", what="item")
        kept = keep_comment(text, actor=actor, now=now, draft_id=draft_id, item_id=item_id)
        subject = f"item:{item_id}" if draft_id is None else f"item_draft:{draft_id}"
        record_act("item.commented", subject, actor=actor, now=now, data={"comment": kept.id})
        return kept


def keep_comment(
    text: str, *, actor: Actor, now: datetime, draft_id: int | None = None, item_id: str | None = None
) -> ItemComment:
    """The row alone, inside the transaction of an act that has its own audit entry. Raises comment_empty."""
    said = text.strip()
    if not said or len(said) > MOST_TEXT:
        raise DomainError("comment_empty", most=MOST_TEXT)
    kept = ItemComment(draft_id=draft_id, item_id=item_id, account_id=actor.account_id, text=said, at=now)
    db.session.add(kept)
    db.session.flush()
    return kept


def list_comments(
    *, draft_id: int | None = None, item_id: str | None = None
) -> list[tuple[ItemComment, str]]:
    """Comments with their speaker's name, oldest first: of one draft, or of an item with all its drafts."""
    query = select(ItemComment, Account.name).join(Account, Account.id == ItemComment.account_id)
    if item_id is not None:
        drafts = select(ItemDraft.id).where(ItemDraft.item_id == item_id)
        query = query.where(or_(ItemComment.item_id == item_id, ItemComment.draft_id.in_(drafts)))
    else:
        query = query.where(ItemComment.draft_id == draft_id)
    rows = db.session.execute(query.order_by(ItemComment.at, ItemComment.id)).all()
    return [(row[0], row[1]) for row in rows]
