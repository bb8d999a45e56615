"""Items kept for exams and quizzes only: about a fifth by rule, others by decision; practice leaves them out."""

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache

from sqlalchemy import select

from examapp.domain.errors import DomainError
from examapp.domain.permissions import Actor
from examapp.domain.records import pool_item
from examapp.domain.reserving import group_names, reserved_by_default
from examapp.extensions import db
from examapp.models.bank import BankItem
from examapp.models.practice import ReservedItem
from examapp.services.core.audit import record_act
from examapp.services.core.transactions import transaction
from examapp.services.items.item_contents import get_items
from examapp.services.papers.paper_pools import describe_pool_item


def reserved_ids() -> frozenset[str]:
    """The ids of all reserved items: those of the rule that nobody opened, and those that somebody reserved."""
    decisions = {row.item_id: row.reserved for row in db.session.scalars(select(ReservedItem))}
    by_rule = _by_rule(_published())
    return frozenset(
        item_id for item_id in by_rule | set(decisions) if decisions.get(item_id, item_id in by_rule)
    )


def reserve_items(item_ids: Iterable[str], *, reserved: bool, actor: Actor, now: datetime) -> int:
    """Reserve items, or open them for practice, with their twins and their cases; gives how many changed.

    Raises not_found for an unknown id.
    """
    wanted = set(item_ids)
    with transaction() as session:
        known = set(session.scalars(select(BankItem.id).where(BankItem.id.in_(wanted))))
        if wanted - known:
            raise DomainError("not_found", what="item")
        changed = sorted(
            item_id for item_id in _with_relatives(wanted) if (item_id in reserved_ids()) != reserved
        )
        for item_id in changed:
            session.merge(
                ReservedItem(
                    item_id=item_id, reserved=reserved, reserved_by_id=actor.account_id, reserved_at=now
                )
            )
            act = "item.reserved" if reserved else "item.opened_for_practice"
            record_act(act, f"item:{item_id}", actor=actor, now=now)
    return len(changed)


def relatives_of(item_id: str) -> int:
    """How many published items are decided about together with this one, itself among them."""
    return len(_with_relatives({item_id}))


def _with_relatives(item_ids: set[str]) -> set[str]:
    names = _names(_published())
    groups = {names[item_id] for item_id in item_ids if item_id in names}
    return item_ids | {item_id for item_id, name in names.items() if name in groups}


def _published() -> tuple[tuple[str, int], ...]:
    query = select(BankItem.id, BankItem.revision).where(BankItem.state == "published").order_by(BankItem.id)
    return tuple((row.id, row.revision) for row in db.session.execute(query))


def _pool(published: tuple[tuple[str, int], ...]) -> list:
    return [pool_item(describe_pool_item(item)) for item in get_items(published).values()]


@lru_cache(maxsize=2)
def _by_rule(published: tuple[tuple[str, int], ...]) -> frozenset[str]:
    return reserved_by_default(_pool(published))


@lru_cache(maxsize=2)
def _names(published: tuple[tuple[str, int], ...]) -> dict[str, str]:
    return group_names(_pool(published))
