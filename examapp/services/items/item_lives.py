"""The life of an item: draft, in review, published, on hold, retired;
each step once, by a named person, in the audit log.
"""

from datetime import datetime

from sqlalchemy import select

from examapp.domain.errors import DomainError
from examapp.domain.item_contents import build_item
from examapp.domain.permissions import Actor
from examapp.extensions import db
from examapp.models.authoring import ItemDraft
from examapp.models.bank import BankItem
from examapp.models.law_versions import LawHold
from examapp.models.pictures import ItemPicture
from examapp.services.core.audit import record_act
from examapp.services.core.counters import next_number
from examapp.services.core.transactions import transaction
from examapp.services.items.item_comments import keep_comment
from examapp.services.items.item_drafting import (
    check_draft,
    check_version,
    laws_as_known,
    lock_draft,
    lock_open_draft,
)
from examapp.services.items.item_revisions import (
    append_revision,
    is_ruled_wrong,
    lock_item,
    new_revision,
    new_row,
)
from question_bank.model import Item

_MOVES = {
    ("published", "on_hold"),
    ("on_hold", "published"),
    ("published", "retired"),
    ("on_hold", "retired"),
    ("retired", "on_hold"),
}
_MOST_REASON = 500


def submit(draft_id: int, *, actor: Actor, now: datetime) -> ItemDraft:
    """Ask another person to look. Raises not_found, draft_closed, draft_incomplete (fields, count)."""
    with transaction():
        draft = lock_open_draft(draft_id)
        if draft.state == "in_review":
            return draft
        _check_complete(draft)
        draft.state, draft.updated_at = "in_review", now
        record_act("item_draft.submitted", f"item_draft:{draft.id}", actor=actor, now=now)
        return draft


def send_back(draft_id: int, text: str, *, actor: Actor, now: datetime) -> ItemDraft:
    """Back to the author with a word why, kept as a comment. Raises not_found, draft_closed, comment_empty."""
    with transaction():
        draft = lock_open_draft(draft_id)
        if draft.state == "draft":
            return draft
        keep_comment(text, actor=actor, now=now, draft_id=draft.id)
        draft.state, draft.updated_at = "draft", now
        record_act("item_draft.sent_back", f"item_draft:{draft.id}", actor=actor, now=now)
        return draft


def publish(
    draft_id: int,
    *,
    actor: Actor,
    now: datetime,
    second_person: bool = True,
    expected_version: int | None = None,
) -> BankItem:
    """The draft becomes the item's next revision (or a new item); the same draft twice gives one revision.

    `second_person`: only somebody else than author and last editor may do it, and only after submission.
    Raises not_found, draft_closed, draft_changed, draft_not_submitted, second_person_needed, draft_incomplete,
    draft_behind (the item got another revision since the draft was begun), item_retired.
    """
    with transaction() as session:
        draft = lock_draft(draft_id)
        if draft.state == "published":
            return session.get(BankItem, draft.item_id, populate_existing=True)
        if draft.state == "discarded":
            raise DomainError("draft_closed")
        if expected_version is not None:
            check_version(draft, expected_version)
        if second_person:
            _check_second_person(draft, actor)
        _check_complete(draft)
        row = _renew(draft, actor, now) if draft.item_id else _add(draft, now)
        draft.state, draft.updated_at = "published", now
        draft.item_id, draft.published_revision = row.id, row.revision
        facts = {"revision": row.revision, "draft": draft.id}
        record_act("item.published", f"item:{row.id}", actor=actor, now=now, data=facts)
        return row


def hold(item_id: str, reason: str, *, actor: Actor, now: datetime) -> BankItem:
    """Ask it no more until it is released; running papers keep it. Raises not_found, reason_missing, state_conflict."""
    return _change(item_id, "on_hold", "item.held", reason, actor, now, source=("published",))


def release(item_id: str, *, actor: Actor, now: datetime) -> BankItem:
    """Ask it again. Raises not_found, state_conflict.

    Raises held_for_law and held_for_ruling too: somebody must look at the law's new version, or mend the words, first.
    """
    with transaction():
        row = lock_item(item_id)
        if row.state == "on_hold" and _law_holds(item_id):
            raise DomainError("held_for_law", item=item_id)
        refuse_ruled(row)
        if row.state != "published":
            move(row, "published", now=now)
            record_act("item.released", f"item:{item_id}", actor=actor, now=now)
        return row


def refuse_ruled(row: BankItem) -> None:
    """Raises held_for_ruling when the words that would be asked again were ruled wrong on appeal."""
    if is_ruled_wrong(row):
        raise DomainError("held_for_ruling", item=row.id)


def retire(item_id: str, reason: str, *, actor: Actor, now: datetime) -> BankItem:
    """Ask it never again; it stays for old records. Raises not_found, reason_missing."""
    return _change(item_id, "retired", "item.retired", reason, actor, now, source=("published", "on_hold"))


def bring_back(item_id: str, *, actor: Actor, now: datetime) -> BankItem:
    """A retired item comes back on hold, so that somebody looks before `release`. Raises not_found, state_conflict.

    A shipped item that comes back is the site's from now on: the next release of the shipped bank does not retire it again.
    """
    with transaction():
        row = lock_item(item_id)
        if row.state == "on_hold":
            return row
        if row.state != "retired":
            raise DomainError("state_conflict")
        move(row, "on_hold", now=now)
        if row.origin == "shipped":
            row.origin = "adapted"
        record_act("item.brought_back", f"item:{item_id}", actor=actor, now=now)
        return row


def move(row: BankItem, state: str, *, now: datetime) -> bool:
    """The one place where an item's state changes; False when it is there already. Raises state_conflict.

    Call inside a transaction that holds the row, with an audit entry of the caller's.
    """
    if row.state == state:
        return False
    if (row.state, state) not in _MOVES:
        raise DomainError("state_conflict")
    row.state, row.updated_at = state, now
    return True


def _change(
    item_id: str, state: str, act: str, reason: str, actor: Actor, now: datetime, *, source: tuple[str, ...]
) -> BankItem:
    with transaction():
        row = lock_item(item_id)
        if row.state == state:
            return row
        if row.state not in source:
            raise DomainError("state_conflict")
        if not reason.strip() or len(reason) > _MOST_REASON:
            raise DomainError("reason_missing", most=_MOST_REASON)
        move(row, state, now=now)
        if state == "retired":
            _settle_law_holds(item_id, "retired", actor, now)
        keep_comment(reason, actor=actor, now=now, item_id=item_id)
        record_act(act, f"item:{item_id}", actor=actor, now=now, data={"reason": reason.strip()})
        return row


def _check_complete(draft: ItemDraft) -> None:
    hard = [fault for fault in check_draft(draft.data) if fault.hard]
    if hard:
        raise DomainError("draft_incomplete", fields=[fault.field for fault in hard], number=len(hard))


def _check_second_person(draft: ItemDraft, actor: Actor) -> None:
    if draft.state != "in_review":
        raise DomainError("draft_not_submitted")
    if actor.account_id in (draft.author_id, draft.editor_id):
        raise DomainError("second_person_needed")


def _add(draft: ItemDraft, now: datetime) -> BankItem:
    content = _with_stored_picture(draft.data)
    item = build_item(content, new_own_id(content["topic"]), 1, laws_as_known())
    row = new_row(item, origin="own", now=now)
    db.session.add(row)
    db.session.flush()
    db.session.add(new_revision(item, now=now))
    db.session.flush()
    return row


def _renew(draft: ItemDraft, actor: Actor, now: datetime) -> BankItem:
    row = lock_item(draft.item_id)
    if row.state == "retired":
        raise DomainError("item_retired", item=row.id)
    if row.revision != draft.base_revision:
        raise DomainError("draft_behind", item=row.id, revision=row.revision)
    append_revision(row, _build(draft, row.id), now=now)
    move(row, "published", now=now)
    _settle_law_holds(row.id, "edited", actor, now)
    return row


def _build(draft: ItemDraft, item_id: str) -> Item:
    return build_item(_with_stored_picture(draft.data), item_id, 1, laws_as_known())


def _with_stored_picture(content: dict) -> dict:
    """What kind and size a picture has is read from its row, never believed."""
    picture = content.get("picture")
    if not picture:
        return content
    kept = db.session.get(ItemPicture, picture["digest"])
    facts = {"media_type": kept.media_type, "width": kept.width, "height": kept.height}
    return {**content, "picture": {**picture, **facts}}


def new_own_id(topic: str) -> str:
    """own-hot-work-0001: the next free id of this site's own items of a topic; call inside a transaction."""
    while True:
        made = f"own-{topic.replace('_', '-')}-{next_number(f'own:{topic}'):04d}"
        if db.session.get(BankItem, made) is None:
            return made


def _law_holds(item_id: str) -> list[LawHold]:
    query = select(LawHold).where(LawHold.item_id == item_id, LawHold.state == "open")
    return list(db.session.scalars(query))


def _settle_law_holds(item_id: str, state: str, actor: Actor, now: datetime) -> None:
    for one in _law_holds(item_id):
        one.state, one.decided_at, one.decided_by_id = state, now, actor.account_id
