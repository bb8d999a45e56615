"""Visits as the law wants them: planned and approved in the office, supplemented later, counted against the cap."""

import secrets
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import Select, exists, extract, func, or_, select

from examapp.domain.errors import DomainError
from examapp.domain.inspections import MOST, NEEDED, VISITS, Approval, Kind, Purpose, is_late, standing_of
from examapp.domain.people_names import odd_signs, visible_text
from examapp.domain.permissions import Actor
from examapp.domain.reasons import checked_reason
from examapp.extensions import db
from examapp.models.accounts import Inspector
from examapp.models.inspections import Inspection, InspectionApproval, SpotQuiz
from examapp.models.organizations import Enterprise
from examapp.services.core.audit import record_act
from examapp.services.core.days import SHANGHAI, today_of
from examapp.services.core.receipts import act_once
from examapp.services.core.scopes import get_enterprise, get_inspection, is_above_or_below
from examapp.services.core.transactions import transaction
from examapp.services.quizzes.visit_numbers import county_of, number_visit

LONGEST_PLAN = timedelta(days=366)
MOST_PLACE = 200
_TEXTS = tuple(MOST)


def find_approval(inspection_id: int) -> InspectionApproval | None:
    """The approval of a visit, None when nobody has entered one."""
    return db.session.get(InspectionApproval, inspection_id)


def describe_approval(approval: InspectionApproval) -> dict[str, str]:
    """What was approved, as the audit log and the frozen facts of a draw keep it: kind, approved_at (ISO), all texts."""
    texts = {field: getattr(approval, field) for field in _TEXTS}
    return {"kind": str(approval.kind), "approved_at": approval.approved_at.isoformat(), **texts}


def plan_inspection(facts: dict, approval: dict, *, client_id: str, actor: Actor, now: datetime) -> int:
    """A visit of a coming day with its approval; it stands on the tablets of its two inspectors on that day.

    `facts`: enterprise_id, inspected_on (None = unreadable), place, lead_inspector_id, second_inspector_id. Raises plan_day_wrong,
    inspectors_not_two and what `read_approval` raises.
    """
    enterprise = get_enterprise(actor, facts["enterprise_id"])
    day, today = facts["inspected_on"], today_of(now)
    if day is None or not today <= day <= today + LONGEST_PLAN:
        raise DomainError("plan_day_wrong", field="inspected_on")
    lead, second = _two_inspectors(facts["lead_inspector_id"], facts["second_inspector_id"], actor)
    read = read_approval(approval, begun_at=None, now=now)
    place = _printable("place", facts["place"], MOST_PLACE)

    def perform() -> dict:
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
        _keep(inspection, read, actor=actor, now=now)
        facts_of_act = {"number": inspection.number, "day": day.isoformat()}
        record_act(
            "inspection.planned", f"inspection:{inspection.id}", actor=actor, now=now, data=facts_of_act
        )
        return {"id": inspection.id}

    return act_once(client_id, "inspection.plan", actor=actor, now=now, perform=perform)["id"]


def save_approval(inspection_id: int, approval: dict, *, actor: Actor, now: datetime) -> None:
    """Enter or put right the approval of a visit, before or after it; what it said before stays in the audit log.

    Raises not_found and what `read_approval` raises.
    """
    inspection = get_inspection(actor, inspection_id)
    read = read_approval(approval, begun_at=begun_at(inspection), now=now)
    with transaction():
        _keep(inspection, read, actor=actor, now=now)


def read_approval(given: dict, *, begun_at: datetime | None, now: datetime) -> Approval:
    """The approval out of a form: kind, approved_at (aware) and the texts of `domain.inspections.MOST`.

    Raises approval_incomplete, approval_too_long, reason_odd_signs (with the field), approval_in_future,
    late_reason_missing.
    """
    texts = {field: _printable(field, given.get(field) or "", most) for field, most in MOST.items()}
    moment = given.get("approved_at")
    present = {**texts, "kind": given.get("kind") in set(Kind), "approved_at": moment}
    for field in (*NEEDED, "kind", "approved_at"):
        if not present[field]:
            raise DomainError("approval_incomplete", field=field)
    if moment > now:
        raise DomainError("approval_in_future", field="approved_on")
    if is_late(moment, begun_at) and not texts["late_reason"]:
        raise DomainError("late_reason_missing", field="late_reason")
    return Approval(kind=Kind(given["kind"]), approved_at=moment, **texts)


def _printable(field: str, text: str, most: int) -> str:
    """One visible line of signs that print, because it stands on the record."""
    line = visible_text(text)
    if odd := odd_signs(line):
        raise DomainError("reason_odd_signs", field=field, signs="、".join(odd[:5]))
    if len(line) > most:
        raise DomainError("approval_too_long", field=field, most=most)
    return line


def begun_at(inspection: Inspection) -> datetime | None:
    """When the visit began: its first quiz, else the end of its day (in Shanghai); None for one still planned."""
    if inspection.origin == "planned":
        return None
    first = db.session.scalar(
        select(func.min(SpotQuiz.committed_at)).where(SpotQuiz.inspection_id == inspection.id)
    )
    if first is not None:
        return first if first.tzinfo else first.replace(tzinfo=UTC)
    return datetime.combine(inspection.inspected_on + timedelta(days=1), time(), SHANGHAI)


def change_purpose(inspection_id: int, purpose: str, reason: str, *, actor: Actor, now: datetime) -> None:
    """Say that a visit is no act of the authority, or that it is one; with a reason, audited.

    Raises purpose_unknown, reason_missing.
    """
    inspection = get_inspection(actor, inspection_id)
    words = checked_reason(reason)
    if purpose not in set(Purpose):
        raise DomainError("purpose_unknown", field="purpose")
    if not words:
        raise DomainError("reason_missing", field="reason")
    with transaction():
        before, inspection.purpose = inspection.purpose, purpose
        settle_standing(inspection)
        facts = {"before": before, "purpose": purpose, "reason": words, "standing": inspection.standing}
        record_act(
            "inspection.purpose_changed", f"inspection:{inspection.id}", actor=actor, now=now, data=facts
        )


def note_result(inspection_id: int, words: str, on: date | None, *, actor: Actor, now: datetime) -> None:
    """How and when the result was made known to the firm. Raises approval_missing, reason_missing, result_day_wrong."""
    inspection = get_inspection(actor, inspection_id)
    said = checked_reason(words)
    if not said:
        raise DomainError("reason_missing", field="result_notice")
    if on is None or on > today_of(now):
        raise DomainError("result_day_wrong", field="result_noticed_on")
    approval = find_approval(inspection.id)
    if approval is None:
        raise DomainError("approval_missing")
    with transaction():
        approval.result_notice, approval.result_noticed_on = said, on
        facts = {"words": said, "on": on.isoformat()}
        record_act(
            "inspection.result_noticed", f"inspection:{inspection.id}", actor=actor, now=now, data=facts
        )


def settle_standing(inspection: Inspection) -> None:
    """Compute anew how far the visit counts; call in the transaction that changed purpose, approval or inspectors."""
    db.session.flush()
    ids = {inspection.lead_inspector_id, inspection.second_inspector_id} - {None}
    inspection.standing = standing_of(
        Purpose(inspection.purpose), approved=find_approval(inspection.id) is not None, certified=len(ids)
    )


def list_planned(actor: Actor, *, on: date) -> list[tuple[Inspection, InspectionApproval]]:
    """Approved visits of this day on which this inspector goes and at which no quiz has begun, with their approvals."""
    query = _plans(actor.inspector_id, on).add_columns(InspectionApproval).order_by(Inspection.id)
    return [(inspection, approval) for inspection, approval in db.session.execute(query)]


def take_plan(enterprise: Enterprise, actor: Actor, *, on: date) -> Inspection | None:
    """The planned visit that begins now at this enterprise, with who begins it as its first inspector; None = none.

    Call inside a transaction.
    """
    query = _plans(actor.inspector_id, on).where(Inspection.enterprise_id == enterprise.id)
    inspection = db.session.scalars(
        query.order_by(Inspection.id).limit(1).with_for_update(of=Inspection)
    ).first()
    if inspection is None:
        return None
    if inspection.lead_inspector_id != actor.inspector_id:
        inspection.second_inspector_id = inspection.lead_inspector_id
        inspection.lead_inspector_id = actor.inspector_id
    inspection.origin = "site"
    settle_standing(inspection)
    return inspection


def _plans(inspector_id: int | None, on: date) -> Select:
    mine = or_(Inspection.lead_inspector_id == inspector_id, Inspection.second_inspector_id == inspector_id)
    # Whose quiz was given up before it opened is still to be held: the visit and its approval are the same.
    held = exists().where(SpotQuiz.inspection_id == Inspection.id, SpotQuiz.state != "cancelled")
    given_up = exists().where(SpotQuiz.inspection_id == Inspection.id, SpotQuiz.state == "cancelled")
    again = (Inspection.origin == "site") & given_up & ~held
    return (
        select(Inspection)
        .join(InspectionApproval, InspectionApproval.inspection_id == Inspection.id)
        .where(mine, Inspection.inspected_on == on, or_(Inspection.origin == "planned", again))
    )


def visits_of_year(enterprise_ids: Sequence[int], year: int) -> Counter[int]:
    """Enterprise id -> visits of the authority in a calendar year, those still planned among them."""
    query = (
        select(Inspection.enterprise_id, func.count())
        .where(
            Inspection.enterprise_id.in_(enterprise_ids),
            Inspection.standing.in_(VISITS),
            extract("year", Inspection.inspected_on) == year,
        )
        .group_by(Inspection.enterprise_id)
    )
    return Counter(dict(db.session.execute(query).all()))


def _keep(inspection: Inspection, read: Approval, *, actor: Actor, now: datetime) -> None:
    row = find_approval(inspection.id)
    if row is None:
        row = InspectionApproval(inspection_id=inspection.id, result_notice="")
        db.session.add(row)
    for field in ("kind", "approved_at", *_TEXTS):
        setattr(row, field, getattr(read, field))
    row.entered_at, row.entered_by_id = now, actor.account_id
    settle_standing(inspection)
    facts = {**describe_approval(row), "standing": inspection.standing}
    record_act("inspection.approved", f"inspection:{inspection.id}", actor=actor, now=now, data=facts)


def _two_inspectors(lead_id: int, second_id: int, actor: Actor) -> tuple[Inspector, Inspector]:
    lead, second = (db.session.get(Inspector, inspector_id) for inspector_id in (lead_id, second_id))
    for field, inspector in (("lead_inspector_id", lead), ("second_inspector_id", second)):
        if (
            inspector is None
            or inspector.state != "active"
            or not is_above_or_below(actor, inspector.region.path)
        ):
            raise DomainError("inspectors_not_two", field=field)
    if lead.id == second.id:
        raise DomainError("inspectors_not_two", field="second_inspector_id")
    return lead, second
