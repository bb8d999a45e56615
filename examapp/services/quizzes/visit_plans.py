"""Visits of a coming day: planned in the office with their approval, moved or called off, taken up on the tablet."""

import secrets
from datetime import date, datetime, timedelta

from sqlalchemy import Select, exists, or_, select

from examapp.domain.errors import DomainError
from examapp.domain.inspections import Standing
from examapp.domain.permissions import Actor
from examapp.domain.reasons import MOST_REASON_SIGNS, checked_reason
from examapp.extensions import db
from examapp.models.accounts import Inspector
from examapp.models.inspections import Inspection, InspectionApproval, SpotQuiz
from examapp.models.organizations import Enterprise
from examapp.models.visit_changes import VisitChange
from examapp.services.core.audit import record_act
from examapp.services.core.days import today_of
from examapp.services.core.receipts import act_once
from examapp.services.core.scopes import get_enterprise, get_inspection, is_above_or_below
from examapp.services.core.transactions import transaction
from examapp.services.quizzes.approvals import keep_approval, printable_line, read_approval, settle_standing
from examapp.services.quizzes.visit_numbers import county_of, number_visit

LONGEST_PLAN = timedelta(days=366)
MOST_PLACE = 200


def plan_inspection(facts: dict, approval: dict, *, client_id: str, actor: Actor, now: datetime) -> int:
    """A visit of a coming day with its approval; it stands on the tablets of its two inspectors on that day.

    `facts`: enterprise_id, inspected_on (None = unreadable), place, lead_inspector_id, second_inspector_id.
    Raises plan_day_wrong, plan_doubled, inspectors_not_two, inspector_cannot_open and what `read_approval` raises.
    """
    enterprise = get_enterprise(actor, facts["enterprise_id"])
    day = _coming_day(facts["inspected_on"], now)
    lead, second = _two_inspectors(facts, enterprise, actor)
    read = read_approval(approval, on=day, begun_at=None, now=now)
    place = printable_line("place", facts["place"], MOST_PLACE)

    def perform() -> dict:
        _refuse_doubles(enterprise, day)
        inspection = Inspection(
            number=number_visit(county_of(enterprise.region.path), day.year),
            enterprise_id=enterprise.id,
            origin="planned",
            inspected_on=day,
            place=place or enterprise.address,
            lead_inspector_id=lead.id,
            second_inspector_id=second.id,
            rating_token=secrets.token_urlsafe(16),
            created_at=now,
            created_by_id=actor.account_id,
        )
        db.session.add(inspection)
        db.session.flush()
        keep_approval(inspection, read, actor=actor, now=now)
        facts_of_act = {"number": inspection.number, "day": day.isoformat()}
        record_act(
            "inspection.planned", f"inspection:{inspection.id}", actor=actor, now=now, data=facts_of_act
        )
        return {"id": inspection.id}

    return act_once(client_id, "inspection.plan", actor=actor, now=now, perform=perform)["id"]


def move_plan(inspection_id: int, facts: dict, reason: str, *, actor: Actor, now: datetime) -> None:
    """Another day, place or pair for a visit that has not begun; what it said before and why stays on its page.

    `facts` as in `plan_inspection` without the enterprise. The same again changes nothing. Raises plan_over,
    reason_missing and what a plan raises.
    """
    inspection = get_inspection(actor, inspection_id)
    words = _reason_of(reason, "reason")
    day = _coming_day(facts["inspected_on"], now)
    lead, second = _two_inspectors(facts, inspection.enterprise, actor)
    place = printable_line("place", facts["place"], MOST_PLACE) or inspection.enterprise.address
    with transaction():
        inspection = _locked_plan(inspection_id)
        before = _describe(inspection)
        if day != inspection.inspected_on:
            _refuse_doubles(inspection.enterprise, day)
        inspection.inspected_on, inspection.place = day, place
        inspection.lead_inspector, inspection.second_inspector = lead, second
        settle_standing(inspection)
        after = _describe(inspection)
        if before != after:
            _note(inspection, "moved", (before, after), words, actor=actor, now=now)


def call_off_plan(inspection_id: int, reason: str, *, actor: Actor, now: datetime) -> None:
    """The visit will not take place: it leaves the tablets and the count of the year. Twice is once.

    Raises plan_over, reason_missing.
    """
    get_inspection(actor, inspection_id)
    words = _reason_of(reason, "calling_off_reason")
    with transaction():
        inspection = db.session.get(Inspection, inspection_id, with_for_update=True, populate_existing=True)
        if inspection.called_off_at is not None:
            return
        inspection = _locked_plan(inspection_id)
        inspection.called_off_at = now
        _note(inspection, "called_off", (_describe(inspection), ""), words, actor=actor, now=now)


def list_changes(inspection_id: int) -> list[VisitChange]:
    """What was changed of this visit, oldest first."""
    query = select(VisitChange).where(VisitChange.inspection_id == inspection_id)
    return list(db.session.scalars(query.order_by(VisitChange.id)))


def list_planned(actor: Actor, *, on: date) -> list[tuple[Inspection, InspectionApproval]]:
    """Approved visits of this day on which this inspector goes and at which no quiz has begun, with their approvals."""
    query = _plans(actor.inspector_id, on).add_columns(InspectionApproval).order_by(Inspection.id)
    return [(inspection, approval) for inspection, approval in db.session.execute(query)]


def begin_inspection(enterprise: Enterprise, actor: Actor, now: datetime, plan_id: int | None) -> Inspection:
    """The visit that was planned for today, else a new one whose approval is still to be entered."""
    day = today_of(now)
    planned = _take_plan(enterprise, actor, on=day, plan_id=plan_id)
    if planned is not None:
        return planned
    inspection = Inspection(
        number=number_visit(county_of(enterprise.region.path), day.year),
        enterprise_id=enterprise.id,
        inspected_on=day,
        origin="site",
        place=enterprise.address,
        lead_inspector_id=actor.inspector_id,
        second_inspector_id=last_partner(actor.inspector_id),
        standing=Standing.pending.value,
        rating_token=secrets.token_urlsafe(16),
        created_at=now,
        created_by_id=actor.account_id,
    )
    db.session.add(inspection)
    db.session.flush()
    return inspection


def last_partner(inspector_id: int) -> int | None:
    """The colleague this inspector went out with last, offered first."""
    return db.session.scalar(
        select(Inspection.second_inspector_id)
        .where(Inspection.lead_inspector_id == inspector_id, Inspection.second_inspector_id.is_not(None))
        .order_by(Inspection.id.desc())
        .limit(1)
    )


def _take_plan(
    enterprise: Enterprise, actor: Actor, *, on: date, plan_id: int | None = None
) -> Inspection | None:
    """The planned visit that begins now at this enterprise, with who begins it as its first inspector; None = none.

    `plan_id`: the one that was tapped, else the first. Call inside a transaction.
    """
    query = _plans(actor.inspector_id, on).where(Inspection.enterprise_id == enterprise.id)
    order = (Inspection.id != (plan_id or 0), Inspection.id)
    inspection = db.session.scalars(query.order_by(*order).limit(1).with_for_update(of=Inspection)).first()
    if inspection is None:
        return None
    if inspection.lead_inspector_id != actor.inspector_id:
        inspection.second_inspector_id = inspection.lead_inspector_id
        inspection.lead_inspector_id = actor.inspector_id
    inspection.origin = "site"
    settle_standing(inspection)
    return inspection


def may_open(inspector: Inspector, region_path: str) -> bool:
    """Whether this inspector has an account that works and whose area holds firms of this region."""
    account = inspector.account
    if inspector.state != "active" or account is None or account.state != "active" or account.region is None:
        return False
    return region_path.startswith(account.region.path)


def _plans(inspector_id: int | None, on: date) -> Select:
    mine = or_(Inspection.lead_inspector_id == inspector_id, Inspection.second_inspector_id == inspector_id)
    # Whose quiz was given up before it opened is still to be held: the visit and its approval are the same.
    begun = exists().where(SpotQuiz.inspection_id == Inspection.id, SpotQuiz.state != "cancelled")
    given_up = exists().where(SpotQuiz.inspection_id == Inspection.id, SpotQuiz.state == "cancelled")
    again = (Inspection.origin == "site") & given_up & ~begun
    return (
        select(Inspection)
        .join(InspectionApproval, InspectionApproval.inspection_id == Inspection.id)
        .where(mine, Inspection.inspected_on == on, Inspection.called_off_at.is_(None))
        .where(or_(Inspection.origin == "planned", again))
    )


def _coming_day(day: date | None, now: datetime) -> date:
    today = today_of(now)
    if day is None or not today <= day <= today + LONGEST_PLAN:
        raise DomainError("plan_day_wrong", field="inspected_on")
    return day


def _refuse_doubles(enterprise: Enterprise, day: date) -> None:
    """One firm is visited once a day. Held, so that two who plan at once do not both go in."""
    db.session.get(Enterprise, enterprise.id, with_for_update=True)
    number = db.session.scalar(
        select(Inspection.number)
        .where(Inspection.enterprise_id == enterprise.id, Inspection.inspected_on == day)
        .where(Inspection.origin == "planned", Inspection.called_off_at.is_(None))
        .limit(1)
    )
    if number is not None:
        raise DomainError("plan_doubled", field="inspected_on", number=number)


def _locked_plan(inspection_id: int) -> Inspection:
    inspection = db.session.get(Inspection, inspection_id, with_for_update=True, populate_existing=True)
    if inspection.origin != "planned" or inspection.called_off_at is not None:
        raise DomainError("plan_over")
    return inspection


def _reason_of(text: str, field: str) -> str:
    try:
        reason = checked_reason(text)
    except DomainError as error:
        error.data["field"] = field
        raise
    if not reason:
        raise DomainError("reason_missing", field=field, most=MOST_REASON_SIGNS)
    return reason


def _describe(inspection: Inspection) -> str:
    pair = f"{inspection.lead_inspector.name}、{inspection.second_inspector.name}"
    return f"{inspection.inspected_on.isoformat()}　{pair}　{inspection.place}"


def _note(
    inspection: Inspection, kind: str, words: tuple[str, str], reason: str, *, actor: Actor, now: datetime
) -> None:
    before, after = words
    db.session.add(
        VisitChange(
            inspection_id=inspection.id, kind=kind, state="done", before=before, after=after, reason=reason,
            asked_at=now, asked_by_id=actor.account_id, decided_at=now, decided_by_id=actor.account_id,
        )
    )  # fmt: skip
    facts = {"before": before, "after": after, "reason": reason}
    act = "inspection.plan_moved" if kind == "moved" else "inspection.plan_called_off"
    record_act(act, f"inspection:{inspection.id}", actor=actor, now=now, data=facts)


def _two_inspectors(facts: dict, enterprise: Enterprise, actor: Actor) -> tuple[Inspector, Inspector]:
    fields = ("lead_inspector_id", "second_inspector_id")
    lead, second = (db.session.get(Inspector, facts[field]) for field in fields)
    for field, inspector in zip(fields, (lead, second), strict=True):
        if inspector is None or inspector.state != "active":
            raise DomainError("inspectors_not_two", field=field)
        if not is_above_or_below(actor, inspector.region.path):
            raise DomainError("inspectors_not_two", field=field)
        if not may_open(inspector, enterprise.region.path):
            raise DomainError(
                "inspector_cannot_open", field=field, name=inspector.name, county=enterprise.region.name
            )
    if lead.id == second.id:
        raise DomainError("inspectors_not_two", field="second_inspector_id")
    return lead, second
