"""The published pool as a blueprint's audience may be asked from it, without storing it;
and what breaks without some items.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import select

from examapp.domain.blueprints import PaperBlueprint, PoolItem, Shortfall, blueprint_from_dict, check_feasible
from examapp.domain.records import audience_pool
from examapp.extensions import db
from examapp.models.bank import BankItem, Blueprint, BlueprintRevision
from examapp.services.items.item_contents import get_items
from examapp.services.papers.paper_pools import describe_pool_item
from examapp.services.papers.reserved_items import reserved_ids
from question_bank.model import Industry, Item


@lru_cache(maxsize=20_000)
def _entry(item: Item) -> Mapping:
    return describe_pool_item(item)


def published_entries() -> list[Mapping]:
    """What a draw would look at of every published item, in the order of a frozen pool."""
    rows = db.session.execute(
        select(BankItem.id, BankItem.revision).where(BankItem.state == "published").order_by(BankItem.id)
    )
    return [_entry(item) for item in get_items((row.id, row.revision) for row in rows).values()]


def audience_of(blueprint: Blueprint, entries: list[Mapping]) -> list[PoolItem]:
    """The entries that may be asked of the blueprint's role, industry and post."""
    return audience_pool(entries, role=blueprint.role, industry=blueprint.industry or "", post=blueprint.post)


@dataclass(frozen=True, slots=True)
class PoolSize:
    """How many published items a blueprint's cells may take for one industry, beside the length of its paper.

    `reserved`: how many of them practice never shows.
    """

    blueprint: str
    industry: str
    items: int
    twins_once: int
    reserved: int
    length: int

    @property
    def times(self) -> float:
        """Pool over length."""
        return self.items / self.length


def measure_pools() -> list[PoolSize]:
    """Every active blueprint in every industry that it serves, the narrowest first."""
    entries, reserved = published_entries(), reserved_ids()
    sizes = []
    for blueprint, definition in active_definitions():
        length = sum(cell.count for cell in definition.cells)
        for industry in [blueprint.industry] if blueprint.industry else list(Industry):
            pool = audience_pool(entries, role=blueprint.role, industry=industry, post=blueprint.post)
            taken = [item for item in pool if any(cell.takes(item) for cell in definition.cells)]
            groups = {item.group for item in taken}
            name = Industry(industry).label
            kept_back = sum(item.id in reserved for item in taken)
            sizes.append(PoolSize(blueprint.name, name, len(taken), len(groups), kept_back, length))
    return sorted(sizes, key=lambda one: one.times)


def find_blocked_blueprints(without: frozenset[str]) -> list[tuple[Blueprint, list[Shortfall]]]:
    """Active blueprints that can be filled today and could not be without these items, each with its short cells."""
    entries = published_entries()
    left = [entry for entry in entries if entry["id"] not in without]
    blocked = []
    for blueprint, definition in active_definitions():
        short = check_feasible(definition, audience_of(blueprint, left))
        if short and not check_feasible(definition, audience_of(blueprint, entries)):
            blocked.append((blueprint, short))
    return blocked


def active_definitions() -> list[tuple[Blueprint, PaperBlueprint]]:
    """Every active blueprint with its present definition."""
    rows = db.session.execute(
        select(Blueprint, BlueprintRevision.definition)
        .join(
            BlueprintRevision,
            (BlueprintRevision.blueprint_id == Blueprint.id)
            & (BlueprintRevision.revision == Blueprint.revision),
        )
        .where(Blueprint.state == "active")
        .order_by(Blueprint.id)
    )
    return [(blueprint, blueprint_from_dict(json.loads(text))) for blueprint, text in rows]
