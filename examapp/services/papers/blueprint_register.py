"""Blueprints of a bureau: saved as new revisions; an infeasible one is refused with the cell and the shortfall."""

import json
from datetime import datetime

from sqlalchemy import or_, select

from examapp.domain.blueprints import blueprint_from_dict, check_feasible
from examapp.domain.errors import DomainError
from examapp.domain.permissions import Actor
from examapp.extensions import db
from examapp.models.bank import Blueprint, BlueprintRevision
from examapp.models.organizations import Region
from examapp.services.core.audit import record_act
from examapp.services.core.transactions import transaction
from examapp.services.papers.blueprint_defaults import add_revision
from examapp.services.papers.blueprint_pools import audience_of, published_entries

MOST_NAME = 60


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


def save_blueprint(blueprint_id: int, definition: dict, *, actor: Actor, now: datetime) -> Blueprint:
    """Save a new revision: a bureau with a region gets its own copy of a city default. Raises blueprint_infeasible."""
    blueprint = get_blueprint(actor, blueprint_id)
    _refuse_infeasible(blueprint, definition)
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


def create_blueprint(
    name: str,
    source_id: int,
    audience: tuple[str, str | None, str | None],
    *,
    actor: Actor,
    now: datetime,
) -> Blueprint:
    """A blueprint of the actor's bureau for (role, industry, post), with the cells and purpose of another to begin from.

    Raises blueprint_name_missing, blueprint_taken (with the one that serves these people), blueprint_infeasible.
    """
    source = get_blueprint(actor, source_id)
    role, industry, post = audience
    if not name.strip() or len(name.strip()) > MOST_NAME:
        raise DomainError("blueprint_name_missing", most=MOST_NAME)
    region = db.session.scalar(select(Region).where(Region.path == actor.region_path))
    made = Blueprint(
        name=name.strip(),
        region_id=region.id if actor.region_path and region else None,
        role=role,
        industry=industry,
        post=post if role == "key_post" else None,
        purpose=source.purpose,
        state="active",
        revision=1,
    )
    definition = read_definition(source)
    _refuse_infeasible(made, definition)
    with transaction() as session:
        _refuse_second(made)
        session.add(made)
        session.flush()
        add_revision(made, definition, account_id=actor.account_id, now=now)
        facts = {"name": made.name, "from": source.id}
        record_act("blueprint.created", f"blueprint:{made.id}", actor=actor, now=now, data=facts)
        return made


def _refuse_infeasible(blueprint: Blueprint, definition: dict) -> None:
    pool = audience_of(blueprint, published_entries())
    for first in check_feasible(blueprint_from_dict(definition), pool):
        raise DomainError(
            "blueprint_infeasible", cell=first.cell, wanted=first.wanted, available=first.available
        )


def _refuse_second(made: Blueprint) -> None:
    for held in db.session.scalars(
        select(Blueprint).where(
            Blueprint.role == made.role, Blueprint.purpose == made.purpose, Blueprint.state == "active"
        )
    ):
        if (held.region_id, held.industry, held.post) == (made.region_id, made.industry, made.post):
            raise DomainError("blueprint_taken", name=held.name)


def retire_blueprint(blueprint_id: int, *, actor: Actor, now: datetime) -> None:
    """Use it no more. Raises state_conflict for a city default from below, blueprint_last for a role's last resort."""
    blueprint = get_blueprint(actor, blueprint_id)
    if blueprint.region_id is None and actor.region_path:
        raise DomainError("state_conflict")
    if not _has_fallback(blueprint):
        raise DomainError("blueprint_last", role=blueprint.role)
    with transaction():
        blueprint.state = "retired"
        record_act("blueprint.retired", f"blueprint:{blueprint.id}", actor=actor, now=now)


def _has_fallback(blueprint: Blueprint) -> bool:
    # Whoever finds no special one is given the city's general one of the role: one of those must remain.
    if blueprint.region_id is not None or blueprint.industry is not None or blueprint.post is not None:
        return True
    general = select(Blueprint.id).where(
        Blueprint.id != blueprint.id,
        Blueprint.role == blueprint.role,
        Blueprint.purpose == blueprint.purpose,
        Blueprint.state == "active",
        Blueprint.region_id.is_(None),
        Blueprint.industry.is_(None),
        Blueprint.post.is_(None),
    )
    return db.session.scalar(general.limit(1)) is not None


def _own_copy(blueprint: Blueprint, actor: Actor) -> Blueprint:
    region = db.session.scalar(select(Region).where(Region.path == actor.region_path))
    held = db.session.scalar(
        select(Blueprint)
        .where(
            Blueprint.region_id == region.id,
            Blueprint.role == blueprint.role,
            Blueprint.purpose == blueprint.purpose,
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
        purpose=blueprint.purpose,
        state="active",
        revision=1,
    )
    db.session.add(made)
    return made
