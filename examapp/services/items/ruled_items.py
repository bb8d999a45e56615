"""An item whose wording was ruled wrong on appeal: asked no more, and somebody is asked to revise it."""

from dataclasses import dataclass
from datetime import datetime

from examapp.domain.item_contents import content_of
from examapp.domain.permissions import Actor
from examapp.domain.rulings import Ruling, item_under
from examapp.extensions import db
from examapp.models.accounts import Account
from examapp.models.authoring import ItemDraft
from examapp.models.bank import BankItem
from examapp.services.core.audit import record_act
from examapp.services.core.transactions import canonical_json
from examapp.services.items.item_comments import MOST_TEXT, keep_comment
from examapp.services.items.item_drafting import find_open_draft
from examapp.services.items.item_lives import move
from examapp.services.items.item_revisions import get_revision, lock_item


@dataclass(frozen=True, slots=True)
class Revising:
    """Who was asked to revise which item, by which draft."""

    draft: ItemDraft
    editor: str


def send_to_revision(
    item_id: str, revision: int, ruling: Ruling, reason: str, *, asked_id: int, actor: Actor, now: datetime
) -> None:
    """Put the item on hold and leave a draft with the ruled key to `asked_id`; call inside the ruling's transaction.

    An open draft there is stays its author's and gets the reason as a comment. Of an item that is worded anew since,
    or retired, only the comment is kept: what was ruled is not asked any more.
    """
    row = lock_item(item_id)
    said = f"申诉裁定（第 {revision} 版）：{ruling.label}。{reason}"[:MOST_TEXT]
    if row.revision != revision or row.state == "retired":
        keep_comment(said, actor=actor, now=now, item_id=item_id)
        return
    if row.state == "published":
        move(row, "on_hold", now=now)
    draft = find_open_draft(item_id) or _draft_for(row, ruling, asked_id, now)
    keep_comment(said, actor=actor, now=now, draft_id=draft.id)
    facts = {"revision": revision, "effect": ruling.effect.value, "draft": draft.id}
    record_act("item.held_for_ruling", f"item:{item_id}", actor=actor, now=now, data=facts)


def _draft_for(row: BankItem, ruling: Ruling, asked_id: int, now: datetime) -> ItemDraft:
    content = content_of(item_under(get_revision(row.id, row.revision), ruling))
    draft = ItemDraft(
        item_id=row.id,
        base_revision=row.revision,
        content=canonical_json(content),
        state="draft",
        author_id=asked_id,
        editor_id=asked_id,
        version=1,
        created_at=now,
        updated_at=now,
    )
    db.session.add(draft)
    db.session.flush()
    return draft


def find_revising(item_id: str) -> Revising | None:
    """The draft by which a ruled item is being mended, with its author's name; None when nobody works on it."""
    draft = find_open_draft(item_id)
    return Revising(draft, db.session.get(Account, draft.author_id).name) if draft is not None else None
