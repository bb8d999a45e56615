"""What the inspector's first pages show: today's quizzes, recent enterprises, colleagues, the roster in numbers."""

from collections import Counter
from datetime import date, datetime, timedelta

from sqlalchemy import func, or_, select

from examapp.domain.permissions import Actor
from examapp.domain.quotas import SUGGESTED, suggest_quotas
from examapp.extensions import db
from examapp.models.accounts import Account, Inspector
from examapp.models.inspections import Inspection, SpotQuiz
from examapp.models.organizations import Enterprise, Region
from examapp.services.core.days import SHANGHAI
from examapp.services.core.scopes import visible_enterprises, visible_spot_quizzes
from examapp.services.quizzes.spot_quizzes import last_partner, list_pool

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

    Whom I went out with last stands first.
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
    return sorted(colleagues, key=lambda colleague: colleague.id != partner_id)


def roster_summary(quiz: SpotQuiz, *, on: date) -> dict:
    """The roster by role: everybody, counts, suggestion."""
    pool = list_pool(quiz, on=on)
    counts = Counter(one.role for one in pool)
    by_role = {role: [one for one in pool if one.role == role] for role in SUGGESTED}
    return {
        "by_role": by_role,
        "counts": counts,
        "suggested": suggest_quotas(one.role for one in pool),
        "partner_id": quiz.inspection.second_inspector_id,
    }
