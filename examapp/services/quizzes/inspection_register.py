"""Inspections entered by hand: they make the denominator of the coverage indicator real."""

from datetime import date, datetime

from sqlalchemy import Select, select

from examapp.domain.errors import DomainError
from examapp.domain.permissions import Actor
from examapp.domain.reasons import MOST_REASON_SIGNS, checked_reason
from examapp.extensions import db
from examapp.models.inspections import Inspection, SpotQuiz
from examapp.services.core.audit import record_act
from examapp.services.core.days import today_of
from examapp.services.core.receipts import act_once
from examapp.services.core.scopes import get_enterprise, get_inspection, visible_inspections
from examapp.services.core.transactions import transaction
from examapp.services.people.enterprise_search import firm_holds
from examapp.services.quizzes.approvals import printable_line
from examapp.services.quizzes.visit_numbers import county_of, number_told_visit
from examapp.services.quizzes.visit_purposes import waits_for_bureau

# Characters of what is written of a visit that was entered.
_MOST = {"place": 200, "exemption_reason": MOST_REASON_SIGNS, "note": 500}


def list_inspections(
    actor: Actor, *, since: date | None, until: date | None, words: str, waiting: bool = False
) -> Select:
    """Inspections in scope, newest first; only those whose purpose waits for the bureau, when `waiting`."""
    query = visible_inspections(actor)
    if since:
        query = query.where(Inspection.inspected_on >= since)
    if until:
        query = query.where(Inspection.inspected_on <= until)
    if words:
        query = query.where(firm_holds(words))
    if waiting:
        query = query.where(waits_for_bureau())
    return query.order_by(Inspection.inspected_on.desc(), Inspection.id.desc())


def enter_inspection(facts: dict, *, client_id: str, actor: Actor, now: datetime) -> int:
    """Enter a visit: enterprise_id, inspected_on, place, exemption_reason, note.

    Raises date_in_future, reason_odd_signs and approval_too_long with the field.
    """
    enterprise = get_enterprise(actor, facts["enterprise_id"])
    if facts["inspected_on"] > today_of(now):
        raise DomainError("date_in_future")
    texts = {field: printable_line(field, facts[field], most) for field, most in _MOST.items()}

    def perform() -> dict:
        inspection = Inspection(
            number=number_told_visit(county_of(enterprise.region.path), facts["inspected_on"].year),
            enterprise_id=enterprise.id,
            origin="entered",
            inspected_on=facts["inspected_on"],
            **texts,
            lead_inspector_id=actor.inspector_id,
            created_at=now,
            created_by_id=actor.account_id,
        )
        db.session.add(inspection)
        db.session.flush()
        record_act(
            "inspection.entered",
            f"inspection:{inspection.id}",
            actor=actor,
            now=now,
            data={"number": inspection.number},
        )
        return {"id": inspection.id}

    return act_once(client_id, "inspection.enter", actor=actor, now=now, perform=perform)["id"]


def exempt_inspection(inspection_id: int, reason: str, *, actor: Actor, now: datetime) -> None:
    """Say why no quiz was held; an empty reason takes the exemption back.

    Raises reason_odd_signs, reason_too_long.
    """
    reason = checked_reason(reason)
    inspection = get_inspection(actor, inspection_id)
    with transaction():
        inspection.exemption_reason = reason
        record_act(
            "inspection.exempted",
            f"inspection:{inspection_id}",
            actor=actor,
            now=now,
            data={"reason": inspection.exemption_reason},
        )


def newest_quizzes(inspection_ids: list[int]) -> dict[int, SpotQuiz]:
    """The newest quiz (no re-test) of each of these visits that had one."""
    query = select(SpotQuiz).where(SpotQuiz.inspection_id.in_(inspection_ids), SpotQuiz.kind == "quiz")
    return {quiz.inspection_id: quiz for quiz in db.session.scalars(query.order_by(SpotQuiz.id))}
