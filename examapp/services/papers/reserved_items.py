"""Items kept for exams and quizzes only: practice leaves them out."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select

from examapp.domain.errors import DomainError
from examapp.domain.permissions import Actor
from examapp.extensions import db
from examapp.models.bank import BankItem
from examapp.models.practice import ReservedItem
from examapp.services.core.audit import record_act
from examapp.services.core.transactions import transaction


def reserved_ids() -> frozenset[str]:
    """The ids of all reserved items."""
    return frozenset(db.session.scalars(select(ReservedItem.item_id)))


def reserve_items(item_ids: Iterable[str], *, reserved: bool, actor: Actor, now: datetime) -> int:
    """Reserve items, or open them for practice again; gives how many changed. Raises not_found for an unknown id."""
    wanted = set(item_ids)
    with transaction() as session:
        known = set(session.scalars(select(BankItem.id).where(BankItem.id.in_(wanted))))
        if wanted - known:
            raise DomainError("not_found", what="item")
        held = reserved_ids()
        changed = sorted(wanted - held if reserved else wanted & held)
        for item_id in changed:
            if reserved:
                session.add(ReservedItem(item_id=item_id, reserved_by_id=actor.account_id, reserved_at=now))
            else:
                session.delete(session.get(ReservedItem, item_id))
            act = "item.reserved" if reserved else "item.opened_for_practice"
            record_act(act, f"item:{item_id}", actor=actor, now=now)
    return len(changed)
