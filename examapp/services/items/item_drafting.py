"""Drafts of items: begun, saved as one types, checked, thrown away; nothing here reaches a paper."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import Select, select, update

from examapp.domain.errors import DomainError
from examapp.domain.item_contents import clean_content, content_of
from examapp.domain.item_lint import Fault, find_faults
from examapp.domain.permissions import Actor
from examapp.extensions import db
from examapp.models.authoring import ItemDraft
from examapp.models.pictures import ItemPicture
from examapp.services.core.audit import record_act
from examapp.services.core.law_register import current_laws
from examapp.services.core.transactions import canonical_json, transaction
from examapp.services.items.item_revisions import account_names, get_revision, lock_item

OPEN_STATES = ("draft", "in_review")


def create_draft(content: Mapping, *, actor: Actor, now: datetime, import_id: int | None = None) -> ItemDraft:
    """Begin a new item; unknown fields of the content are dropped. Raises draft_malformed."""
    with transaction():
        return add_draft(content, actor=actor, now=now, import_id=import_id)


def add_draft(content: Mapping, *, actor: Actor, now: datetime, import_id: int | None = None) -> ItemDraft:
    """As `create_draft`, inside the caller's transaction (a batch is taken whole or not at all)."""
    draft = _new_draft(clean_content(content), actor, now)
    draft.import_id = import_id
    return _begin(draft, actor, now)


def add_batch(contents: Iterable[Mapping], *, actor: Actor, now: datetime, import_id: int) -> list[int]:
    """Begin a whole batch inside the caller's transaction, whose act stands for all of them; gives the ids in order.

    Raises draft_malformed.
    """
    drafts = [_new_draft(clean_content(one), actor, now) for one in contents]
    for draft in drafts:
        draft.import_id = import_id
    db.session.add_all(drafts)
    db.session.flush()
    return [draft.id for draft in drafts]


def discard_batch(import_id: int, *, now: datetime) -> list[int]:
    """Throw a batch's open drafts away inside the caller's transaction; gives their ids. Published ones stay."""
    chosen = (ItemDraft.import_id == import_id, ItemDraft.state.in_(OPEN_STATES))
    ids = list(
        db.session.scalars(select(ItemDraft.id).where(*chosen).order_by(ItemDraft.id).with_for_update())
    )
    db.session.execute(update(ItemDraft).where(*chosen).values(state="discarded", updated_at=now))
    return ids


def edit_item(item_id: str, *, actor: Actor, now: datetime) -> ItemDraft:
    """The item's open draft; without one, a new draft of its current words. Raises not_found, item_retired."""
    with transaction() as session:
        row = lock_item(item_id)
        found = session.scalar(
            select(ItemDraft).where(ItemDraft.item_id == item_id, ItemDraft.state.in_(OPEN_STATES))
        )
        if found is not None:
            return found
        if row.state == "retired":
            raise DomainError("item_retired", item=item_id)
        draft = _new_draft(content_of(get_revision(item_id, row.revision)), actor, now)
        draft.item_id, draft.base_revision = item_id, row.revision
        return _begin(draft, actor, now)


def save_draft(
    draft_id: int, content: Mapping, expected_version: int, *, actor: Actor, now: datetime
) -> ItemDraft:
    """Keep the whole content; the same content again changes nothing.

    Raises not_found, draft_closed, draft_malformed, draft_changed (who, at, version: another saved since `expected_version`).
    """
    clean = canonical_json(clean_content(content))
    with transaction():
        draft = lock_open_draft(draft_id)
        if draft.content == clean:
            return draft
        check_version(draft, expected_version)
        draft.content, draft.version = clean, draft.version + 1
        draft.editor_id, draft.updated_at = actor.account_id, now
        if draft.state == "in_review" or draft.version == 2:
            # One line a draft, not one a key stroke; what is changed under the reviewer's eyes is told each time.
            record_act(
                "item_draft.saved",
                f"item_draft:{draft.id}",
                actor=actor,
                now=now,
                data={"version": draft.version},
            )
        return draft


def discard_draft(draft_id: int, *, actor: Actor, now: datetime) -> ItemDraft:
    """Throw it away (the row stays, closed); twice is once. Raises not_found, draft_closed when it is published."""
    with transaction():
        draft = lock_draft(draft_id)
        if draft.state == "discarded":
            return draft
        if not draft.is_open:
            raise DomainError("draft_closed")
        draft.state, draft.updated_at = "discarded", now
        record_act("item_draft.discarded", f"item_draft:{draft.id}", actor=actor, now=now)
        return draft


def rebase_draft(draft_id: int, *, actor: Actor, now: datetime) -> ItemDraft:
    """Somebody has seen that the item has a newer revision and keeps the draft's words. Raises not_found, draft_closed."""
    with transaction():
        draft = lock_open_draft(draft_id)
        if draft.item_id is None:
            return draft
        revision = lock_item(draft.item_id).revision
        if draft.base_revision != revision:
            draft.base_revision, draft.updated_at = revision, now
            facts = {"revision": revision}
            record_act("item_draft.rebased", f"item_draft:{draft.id}", actor=actor, now=now, data=facts)
        return draft


def get_draft(draft_id: int) -> ItemDraft:
    """One draft in any state. Raises not_found."""
    draft = db.session.get(ItemDraft, draft_id)
    if draft is None:
        raise DomainError("not_found", what="item_draft")
    return draft


def find_open_draft(item_id: str) -> ItemDraft | None:
    """The item's open draft, or None."""
    return db.session.scalar(
        select(ItemDraft).where(ItemDraft.item_id == item_id, ItemDraft.state.in_(OPEN_STATES))
    )


def list_drafts(state: str | None = None, author_id: int | None = None) -> Select:
    """A query of the open drafts (or of one state), last changed first."""
    query = select(ItemDraft).order_by(ItemDraft.updated_at.desc(), ItemDraft.id.desc())
    query = query.where(ItemDraft.state == state) if state else query.where(ItemDraft.state.in_(OPEN_STATES))
    return query.where(ItemDraft.author_id == author_id) if author_id is not None else query


def check_draft(content: Mapping) -> list[Fault]:
    """What to say of a content, hard faults first; laws are those of today, pictures those that are stored.

    Raises draft_malformed when a value has the wrong shape.
    """
    clean = clean_content(content)
    faults = find_faults(clean, laws_as_known())
    picture = clean.get("picture")
    if picture and db.session.get(ItemPicture, picture["digest"]) is None:
        faults.insert(0, Fault("picture_unknown", "picture", hard=True))
    return faults


def laws_as_known() -> dict[str, dict]:
    """The laws of today as plain mappings, as question_bank.validation reads them."""
    return {slug: asdict(law) for slug, law in current_laws().items()}


def lock_draft(draft_id: int) -> ItemDraft:
    """The draft, held until the transaction ends. Raises not_found."""
    draft = db.session.get(ItemDraft, draft_id, with_for_update=True, populate_existing=True)
    if draft is None:
        raise DomainError("not_found", what="item_draft")
    return draft


def lock_open_draft(draft_id: int) -> ItemDraft:
    """As `lock_draft`. Raises draft_closed too when it is published or discarded."""
    draft = lock_draft(draft_id)
    if not draft.is_open:
        raise DomainError("draft_closed")
    return draft


def check_version(draft: ItemDraft, expected_version: int) -> None:
    """Raises draft_changed with who saved it, when, and the version now."""
    if draft.version != expected_version:
        who = account_names([draft.editor_id]).get(draft.editor_id, "")
        at = draft.updated_at.isoformat()
        raise DomainError("draft_changed", who=who, at=at, version=draft.version)


def _new_draft(content: dict, actor: Actor, now: datetime) -> ItemDraft:
    who = actor.account_id
    return ItemDraft(content=canonical_json(content), state="draft", author_id=who, editor_id=who, version=1,
                     created_at=now, updated_at=now)  # fmt: skip


def _begin(draft: ItemDraft, actor: Actor, now: datetime) -> ItemDraft:
    db.session.add(draft)
    db.session.flush()
    facts = {"item": draft.item_id} if draft.item_id else {}
    record_act("item_draft.begun", f"item_draft:{draft.id}", actor=actor, now=now, data=facts)
    return draft
