"""Blueprints of a bureau: saved as new revisions; an infeasible one is refused with the cell and the shortfall."""

import json
from datetime import datetime

from sqlalchemy import or_, select

from examapp.domain.blueprints import blueprint_from_dict, check_feasible, target_score
from examapp.domain.errors import DomainError
from examapp.domain.permissions import Actor
from examapp.extensions import db
from examapp.models.bank import Blueprint, BlueprintRevision
from examapp.models.organizations import Region
from examapp.services.audit import record_act
from examapp.services.blueprint_defaults import add_revision
from examapp.services.paper_pools import freeze_item_pool, load_pool
from examapp.services.transactions import transaction

# A pool must hold this many items for each that a cell takes, else papers of one inspection repeat each other.
POOL_FACTOR = 1


def visible_blueprints(actor: Actor):
    """City defaults, and own ones of regions above and below the actor."""
    query = (
        select(Blueprint)
        .outerjoin(Region, Region.id == Blueprint.region_id)
        .where(Blueprint.state == "active")
    )
    if actor.region_path:
        query = query.where(
            or_(Blueprint.region_id.is_(None), Region.path.startswith(actor.region_path, autoescape=True))
        )
    return query.order_by(Blueprint.region_id.is_not(None), Blueprint.id)


def get_blueprint(actor: Actor, blueprint_id: int) -> Blueprint:
    """One blueprint in scope, or not_found."""
    found = db.session.scalar(visible_blueprints(actor).where(Blueprint.id == blueprint_id))
    if found is None:
        raise DomainError("not_found", what="blueprint")
    return found


def read_definition(blueprint: Blueprint) -> dict:
    """The present definition."""
    return json.loads(db.session.get(BlueprintRevision, (blueprint.id, blueprint.revision)).definition)


def measure(definition: dict, *, role: str, industry: str | None, post: str | None, now: datetime) -> dict:
    """Pool size per cell, expected score, shortfalls, for the published bank as it is now."""
    blueprint = blueprint_from_dict(definition)
    with transaction():
        pool = load_pool(freeze_item_pool(now=now), role=role, industry=industry or "", post=post)
    sizes = [sum(cell.takes(item) for item in pool) for cell in blueprint.cells]
    shortfalls = check_feasible(blueprint, pool)
    expected = None if shortfalls else round(target_score(blueprint, pool), 1)
    distinct = sum(any(cell.takes(item) for cell in blueprint.cells) for item in pool)
    return {
        "sizes": sizes,
        "shortfalls": shortfalls,
        "expected": expected,
        "pool": distinct,
        "full": sum(cell.count * cell.points for cell in blueprint.cells),
    }


def save_blueprint(blueprint_id: int, definition: dict, *, actor: Actor, now: datetime) -> Blueprint:
    """Save a new revision: a bureau with a region gets its own copy of a city default. Raises blueprint_infeasible."""
    blueprint = get_blueprint(actor, blueprint_id)
    found = measure(
        definition, role=blueprint.role, industry=blueprint.industry, post=blueprint.post, now=now
    )
    if found["shortfalls"]:
        first = found["shortfalls"][0]
        raise DomainError(
            "blueprint_infeasible", cell=first.cell, wanted=first.wanted, available=first.available
        )
    with transaction() as session:
        target = blueprint
        if blueprint.region_id is None and actor.region_path:
            target = _own_copy(blueprint, actor)
        else:
            target.revision += 1
        session.flush()
        add_revision(target, definition, account_id=actor.account_id, now=now)
        record_act(
            "blueprint.saved",
            f"blueprint:{target.id}",
            actor=actor,
            now=now,
            data={"revision": target.revision, "definition": definition},
        )
        return target


def _own_copy(blueprint: Blueprint, actor: Actor) -> Blueprint:
    region = db.session.scalar(select(Region).where(Region.path == actor.region_path))
    held = db.session.scalar(
        select(Blueprint)
        .where(
            Blueprint.region_id == region.id,
            Blueprint.role == blueprint.role,
            Blueprint.industry.is_(blueprint.industry)
            if blueprint.industry is None
            else Blueprint.industry == blueprint.industry,
        )
        .where(Blueprint.post.is_(None) if blueprint.post is None else Blueprint.post == blueprint.post)
    )
    if held is not None:
        held.revision += 1
        return held
    name = blueprint.name.replace("市级默认", region.name)
    made = Blueprint(
        name=name,
        region_id=region.id,
        role=blueprint.role,
        industry=blueprint.industry,
        post=blueprint.post,
        state="active",
        revision=1,
    )
    db.session.add(made)
    return made
