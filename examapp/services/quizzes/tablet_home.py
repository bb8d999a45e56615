"""What the inspector's first pages show: today's quizzes, recent enterprises, colleagues, the roster in numbers."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select

from examapp.domain.permissions import Actor
from examapp.domain.quotas import SUGGESTED, suggest_quotas
from examapp.extensions import db
from examapp.models.accounts import Account, Inspector
from examapp.models.inspections import Inspection, SpotQuiz
from examapp.models.organizations import Enterprise, Region
from examapp.services.core.days import SHANGHAI, today_of
from examapp.services.core.scopes import visible_enterprises, visible_spot_quizzes
from examapp.services.quizzes.approvals import find_approval
from examapp.services.quizzes.draw_freezes import (
    is_roster_changed,
    latest_freeze,
    people_of,
    people_to_draw,
    wishes_of,
)
from examapp.services.quizzes.draw_numbers import find_number
from examapp.services.quizzes.draws_of_before import list_people_of_before
from examapp.services.quizzes.own_sessions import may_sign_in
from examapp.services.quizzes.visit_plans import last_partner

RECENT = 8
UNFINISHED = ("prepared", "open", "closed")


def list_today(actor: Actor, *, now: datetime) -> list[SpotQuiz]:
    """My unfinished quizzes of the last week and everything of today, newest first."""
    today = now.astimezone(SHANGHAI).date()
    mine = or_(
        Inspection.lead_inspector_id == actor.inspector_id,
        Inspection.second_inspector_id == actor.inspector_id,
    )
    fresh = or_(
        Inspection.inspected_on == today,
        SpotQuiz.state.in_(UNFINISHED) & (Inspection.inspected_on >= today - timedelta(days=7)),
    )
    query = visible_spot_quizzes(actor).where(
        mine, fresh, SpotQuiz.state != "cancelled", Inspection.origin == "site"
    )
    return list(db.session.scalars(query.order_by(SpotQuiz.id.desc()).limit(20)))


def list_recent(actor: Actor) -> list[Enterprise]:
    """Enterprises of my last inspections, then of my own county, so that the usual case needs no typing."""
    last = (
        select(Inspection.enterprise_id, func.max(Inspection.id).label("newest"))
        .where(Inspection.lead_inspector_id == actor.inspector_id)
        .group_by(Inspection.enterprise_id)
        .subquery()
    )
    query = (
        visible_enterprises(actor)
        .where(Enterprise.state == "active")
        .outerjoin(last, last.c.enterprise_id == Enterprise.id)
    )
    return list(
        db.session.scalars(query.order_by(last.c.newest.desc().nulls_last(), Enterprise.name).limit(RECENT))
    )


def list_colleagues(actor: Actor) -> list[Inspector]:
    """Inspectors of my subtree and above it who are active and whose account is not stopped, without myself.

    Whom I went out with last stands first, who has no account to confirm from stands last.
    """
    query = (
        select(Inspector)
        .join(Inspector.region)
        .outerjoin(Inspector.account)
        .where(Inspector.state == "active", Inspector.id != actor.inspector_id)
        .where(or_(Account.id.is_(None), Account.state == "active"))
    )
    if actor.region_path:
        above = [
            actor.region_path[: end + 1]
            for end, letter in enumerate(actor.region_path)
            if letter == "/" and end
        ]
        query = query.where(
            or_(Region.path.startswith(actor.region_path, autoescape=True), Region.path.in_(above))
        )
    colleagues = db.session.scalars(query.order_by(Inspector.name)).all()
    partner_id = last_partner(actor.inspector_id) if actor.inspector_id else None
    return sorted(
        colleagues, key=lambda colleague: (not may_sign_in(colleague.id), colleague.id != partner_id)
    )


@dataclass(frozen=True)
class RosterPerson:
    """Somebody of the frozen roster on the people page: number of the employment, name, role it is listed under, post.

    `also` are the other roles of the same person, who is listed once.
    """

    id: int
    name: str
    post: str | None
    also: tuple[str, ...]


def roster_summary(quiz: SpotQuiz, *, now: datetime) -> dict:
    """What the draw will be made from, by role: people, counts, the numbers asked for, and what stands beside it."""
    freeze = latest_freeze(quiz.id)
    on = today_of(now)
    people = people_to_draw(quiz, freeze, now=now) if freeze else list_people_of_before(quiz, on=on)
    strata = [role for person in people.values() for role in person["roles"]]
    return {
        "by_role": {role: _listed_under(role, people) for role in SUGGESTED},
        "counts": Counter(strata),
        "suggested": suggest_quotas(strata),
        "wishes": wishes_of(freeze) if freeze and people_of(freeze) else None,
        "partner_id": quiz.inspection.second_inspector_id,
        "planned_second_id": _planned_second(quiz),
        "freeze": freeze,
        "roster_changed": freeze is not None and is_roster_changed(quiz, freeze, now=now),
        "number": find_number(quiz.id),
    }


def _planned_second(quiz: SpotQuiz) -> int | None:
    """The other inspector whom the plan of this visit names; None where it was not planned."""
    approval = find_approval(quiz.inspection_id)
    planned = approval is not None and approval.entered_at <= quiz.committed_at
    return quiz.inspection.second_inspector_id if planned else None


def _listed_under(role: str, people: Mapping[str, dict]) -> list[RosterPerson]:
    listed = []
    for key, person in people.items():
        first, *also = sorted(person["roles"], key=list(SUGGESTED).index)
        if first == role:
            listed.append(RosterPerson(int(key[1:]), person["name"], person["roles"][role], tuple(also)))
    return listed
