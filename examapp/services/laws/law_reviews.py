"""What the reviewer decides about an item whose law has moved: still right (a new revision cites the new version),
or gone.
"""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import select

from examapp.domain.errors import DomainError
from examapp.domain.permissions import Actor
from examapp.extensions import db
from examapp.models.bank import BankItem
from examapp.models.law_versions import LawHold, LawVersion
from examapp.services.core.audit import record_act
from examapp.services.core.transactions import transaction
from examapp.services.items.item_lives import move, refuse_ruled
from examapp.services.items.item_revisions import append_revision, get_revision
from question_bank.model import Item


def confirm_item(hold_id: int, *, actor: Actor, now: datetime) -> BankItem:
    """Release: the new version says the same, so a new revision cites it and may be drawn again.

    An item that waits for a second law too stays on hold until that one is confirmed. Raises not_found, state_conflict,
    law_repealed (the item must cite another law, or go), held_for_ruling (its words must be mended first).
    """
    with transaction() as session:
        hold, row = _open(hold_id)
        version = session.get(LawVersion, hold.law_version_id)
        if version.repeals:
            raise DomainError("law_repealed", law=version.name)
        refuse_ruled(row)
        _cite(row, version, now)
        _settle(hold, "confirmed", actor, now)
        if not _waits_for_another(row.id, hold.id):
            move(row, "published", now=now)
        facts = {"law": version.law, "version": version.version, "revision": row.revision}
        record_act("item.confirmed_for_law", f"item:{row.id}", actor=actor, now=now, data=facts)
        return row


def retire_item(hold_id: int, *, actor: Actor, now: datetime) -> BankItem:
    """The new version says otherwise: the item is asked no more. Raises not_found, state_conflict."""
    with transaction():
        hold, row = _open(hold_id)
        _settle(hold, "retired", actor, now)
        move(row, "retired", now=now)
        record_act("item.retired_for_law", f"item:{row.id}", actor=actor, now=now)
        return row


def settle_edited_holds(*, now: datetime) -> int:
    """Close holds whose items were published or retired another way (a new revision in the editor); gives how many."""
    with transaction() as session:
        rows = session.execute(
            select(LawHold, BankItem.state)
            .join(BankItem, BankItem.id == LawHold.item_id)
            .where(LawHold.state == "open", BankItem.state.in_(("published", "retired")))
        ).all()
        for hold, state in rows:
            hold.state, hold.decided_at = ("retired" if state == "retired" else "edited"), now
    return len(rows)


def _open(hold_id: int) -> tuple[LawHold, BankItem]:
    hold = db.session.get(LawHold, hold_id, with_for_update=True, populate_existing=True)
    if hold is None:
        raise DomainError("not_found", what="hold")
    row = db.session.get(BankItem, hold.item_id, with_for_update=True, populate_existing=True)
    if hold.state != "open" or row is None or row.state != "on_hold":
        raise DomainError("state_conflict")
    return hold, row


def _settle(hold: LawHold, state: str, actor: Actor, now: datetime) -> None:
    hold.state, hold.decided_at, hold.decided_by_id = state, now, actor.account_id


def _waits_for_another(item_id: str, hold_id: int) -> bool:
    query = select(LawHold.id).where(
        LawHold.item_id == item_id, LawHold.state == "open", LawHold.id != hold_id
    )
    return db.session.scalar(query.limit(1)) is not None


def _cite(row: BankItem, version: LawVersion, now: datetime) -> None:
    item = get_revision(row.id, row.revision)
    renewed = cite_version(item, version)
    if renewed != item:
        append_revision(row, renewed, now=now)


def cite_version(item: Item, version: LawVersion) -> Item:
    """The item with its citations of this law moved to the version."""
    return replace(
        item,
        citations=tuple(
            replace(one, version=version.version, law_name=version.name) if one.law == version.law else one
            for one in item.citations
        ),
    )
