"""The item pool frozen for a draw, and the blueprint that fits a person."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from sqlalchemy import select

from examapp.domain.blueprints import PaperBlueprint, PoolItem, blueprint_from_dict, check_feasible
from examapp.domain.errors import DomainError
from examapp.domain.records import audience_pool
from examapp.extensions import db
from examapp.models.bank import BankItem, Blueprint, BlueprintRevision, ItemPool
from examapp.models.organizations import Enterprise
from examapp.services.core.transactions import canonical_json, digest_text
from examapp.services.items.item_contents import ItemKey, get_items
from question_bank.model import Item, item_digest


@dataclass(frozen=True)
class Locality:
    """What of an enterprise a choice of blueprint looks at: industry, and its regions from the nearest to the city."""

    industry: str
    region_ids: tuple[int, ...]


def locality_of(enterprise: Enterprise) -> Locality:
    """As the enterprise is registered at this moment."""
    region, ids = enterprise.region, []
    while region is not None:
        ids.append(region.id)
        region = region.parent
    return Locality(enterprise.industry, tuple(ids))


def freeze_item_pool(*, now: datetime) -> str:
    """Store the published items as one pool (once per content) and give its digest; call inside a transaction."""
    keys = db.session.execute(
        select(BankItem.id, BankItem.revision).where(BankItem.state == "published").order_by(BankItem.id)
    ).all()
    content, digest = _describe_pool(str(db.engine.url), tuple((row.id, row.revision) for row in keys))
    if db.session.get(ItemPool, digest) is None:
        db.session.add(ItemPool(digest=digest, content=content, created_at=now))
        db.session.flush()
    return digest


@lru_cache(maxsize=8)
def _describe_pool(_url: str, keys: tuple[ItemKey, ...]) -> tuple[str, str]:
    """Content and digest of these revisions, which never change; a digest of every item is most of a draw's work."""
    content = canonical_json([describe_pool_item(item) for item in get_items(keys).values()])
    return content, digest_text(content)


def describe_pool_item(item: Item) -> dict:
    """What the record says of an item in the pool: everything the draw looks at, and no answer."""
    case = item.case
    return {
        **({"case": {"id": case.id, "place": case.place, "size": case.size}} if case else {}),
        "id": item.id,
        "revision": item.revision,
        "type": item.type.value,
        "topic": item.topic.value,
        "difficulty": item.difficulty,
        "twin_group": item.twin_group,
        "shuffle": item.shuffle,
        "choice_ids": [choice.id for choice in item.choices],
        "roles": [role.value for role in item.roles],
        "industries": [value.value for value in item.industries],
        "posts": [value.value for value in item.posts],
        "digest": item_digest(item),
    }


@dataclass(frozen=True, slots=True)
class PassedOver:
    """A blueprint that fits better and could not be filled; `missing` questions in all its cells."""

    name: str
    missing: int


@dataclass(frozen=True, slots=True)
class Choice:
    """The blueprint of a paper with its revision, and those that fit better and fell short, the best first."""

    blueprint: Blueprint
    revision: int
    passed_over: tuple[PassedOver, ...] = ()


def choose_blueprint(
    role: str,
    post: str | None,
    locality: Locality,
    pool_digest: str,
    excluded: frozenset[str] = frozenset(),
    *,
    purpose: str = "spot",
    frozen: Mapping[int, int] | None = None,
) -> Choice:
    """The most fitting active blueprint of this purpose that the frozen pool can fill for this audience.

    Same post before same industry before general, nearer bureau before city. A specific blueprint whose topic is
    too thin for an industry (or used up by re-tests) gives way to the next, and is named. `frozen` (id -> revision) are
    those of a draw's freeze, whatever became of them since. Raises blueprint_missing, or pool_too_small with the first
    cell that cannot be filled.
    """
    fitting = _fitting_blueprints(role, post, locality, purpose, frozen)
    pool = without_excluded(
        load_pool(pool_digest, role=role, industry=locality.industry, post=post), excluded
    )
    passed_over: list[PassedOver] = []
    for blueprint in fitting:
        revision = frozen[blueprint.id] if frozen is not None else blueprint.revision
        shortfalls = check_feasible(load_definition(blueprint.id, revision), pool)
        if not shortfalls:
            return Choice(blueprint, revision, tuple(passed_over))
        missing = sum(shortfall.wanted - shortfall.available for shortfall in shortfalls)
        passed_over.append(PassedOver(blueprint.name, missing))
    first = shortfalls[0]
    raise DomainError("pool_too_small", cell=first.cell, wanted=first.wanted, available=first.available)


def _fitting_blueprints(
    role: str, post: str | None, locality: Locality, purpose: str, frozen: Mapping[int, int] | None
) -> list[Blueprint]:
    usable = Blueprint.state == "active" if frozen is None else Blueprint.id.in_(frozen)
    active = select(Blueprint).where(Blueprint.role == role, usable, Blueprint.purpose == purpose)
    depths = {one: _region_depth(one, locality) for one in db.session.scalars(active)}
    fitting = [
        one
        for one, depth in depths.items()
        if depth is not None and one.post in (None, post) and one.industry in (None, locality.industry)
    ]
    if not fitting:
        raise DomainError("blueprint_missing", role=role, post=post)
    fitting.sort(key=lambda one: (one.post is None, one.industry is None, -(depths[one] or 0), one.id))
    return fitting


def without_excluded(pool: list[PoolItem], excluded: frozenset[str]) -> list[PoolItem]:
    """The pool without these items and their twins."""
    barred = {item.group for item in pool if item.id in excluded}
    return [item for item in pool if item.group not in barred]


def _region_depth(blueprint: Blueprint, locality: Locality) -> int | None:
    if blueprint.region_id is None:
        return 0
    if blueprint.region_id not in locality.region_ids:
        return None
    return 10 - locality.region_ids.index(blueprint.region_id)


def blueprint_key(blueprint_id: int, revision: int) -> str:
    """How a blueprint's revision is named in facts and records."""
    return f"b{blueprint_id}r{revision}"


def load_definition(blueprint_id: int, revision: int) -> PaperBlueprint:
    """The saved definition of one blueprint revision."""
    return blueprint_from_dict(
        json.loads(db.session.get(BlueprintRevision, (blueprint_id, revision)).definition)
    )


@lru_cache(maxsize=256)
def load_pool(digest: str, *, role: str, industry: str, post: str | None) -> list[PoolItem]:
    """The frozen pool narrowed to what may be asked of this audience; given out again while the process lives.

    What a digest names never changes, and it is more than half a megabyte: read once, not twice for every paper.
    """
    content = db.session.get(ItemPool, digest).content
    return audience_pool(json.loads(content), role=role, industry=industry, post=post)


@lru_cache(maxsize=8)
def load_whole_pool(digest: str) -> tuple[dict, ...]:
    """The frozen pool as the record prints it (describe_pool_item): every item, whoever may be asked it."""
    return tuple(json.loads(db.session.get(ItemPool, digest).content))
