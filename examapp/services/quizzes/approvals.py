"""Visits as the law wants them: approved beforehand or supplemented later, made known, counted against the cap."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import and_, extract, func, or_, select

from examapp.domain import reasons
from examapp.domain.errors import DomainError
from examapp.domain.inspections import (
    MOST,
    NEEDED,
    VISITS,
    Approval,
    Kind,
    Purpose,
    is_late,
    is_stale,
    standing_of,
)
from examapp.domain.permissions import Actor
from examapp.domain.reasons import MOST_REASON_SIGNS, checked_reason
from examapp.extensions import db
from examapp.models.inspections import Inspection, InspectionApproval, SpotQuiz
from examapp.services.core.audit import record_act
from examapp.services.core.days import SHANGHAI, today_of
from examapp.services.core.scopes import get_inspection
from examapp.services.core.transactions import transaction

_TEXTS = tuple(MOST)


def find_approval(inspection_id: int) -> InspectionApproval | None:
    """The approval of a visit, None when nobody has entered one."""
    return db.session.get(InspectionApproval, inspection_id)


def describe_approval(approval: InspectionApproval) -> dict[str, str]:
    """What was approved, as the audit log and the frozen facts of a draw keep it: kind, approved_at (ISO), all texts."""
    texts = {field: getattr(approval, field) for field in _TEXTS}
    return {"kind": str(approval.kind), "approved_at": approval.approved_at.isoformat(), **texts}


def save_approval(inspection_id: int, approval: dict, *, actor: Actor, now: datetime) -> None:
    """Enter or put right the approval of a visit, before or after it; what it said before stays in the audit log.

    Raises not_found and what `read_approval` raises.
    """
    inspection = get_inspection(actor, inspection_id)
    read = read_approval(approval, on=inspection.inspected_on, begun_at=begun_at(inspection), now=now)
    with transaction():
        keep_approval(inspection, read, actor=actor, now=now)


def read_approval(given: dict, *, on: date, begun_at: datetime | None, now: datetime) -> Approval:
    """The approval out of a form: kind, approved_at (aware) and the texts of `domain.inspections.MOST`.

    `on`: the day of the visit. Raises approval_incomplete, approval_too_long, reason_odd_signs (with the field),
    approval_in_future, approval_too_old, late_reason_missing.
    """
    texts = {field: printable_line(field, given.get(field) or "", most) for field, most in MOST.items()}
    moment = given.get("approved_at")
    present = {**texts, "kind": given.get("kind") in set(Kind), "approved_at": moment}
    for field in (*NEEDED, "kind", "approved_at"):
        if not present[field]:
            raise DomainError("approval_incomplete", field=field)
    if moment > now:
        raise DomainError("approval_in_future", field="approved_on")
    if is_stale(moment.astimezone(SHANGHAI).date(), on):
        raise DomainError("approval_too_old", field="approved_on")
    if is_late(moment, begun_at) and not texts["late_reason"]:
        raise DomainError("late_reason_missing", field="late_reason")
    return Approval(kind=Kind(given["kind"]), approved_at=moment, **texts)


def printable_line(field: str, text: str, most: int) -> str:
    """One visible line of signs that print, because it stands on the record."""
    line = reasons.printable_line(text, field=field)
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


def note_result(inspection_id: int, words: str, on: date | None, *, actor: Actor, now: datetime) -> None:
    """How and when the result was made known to the firm. Raises approval_missing, reason_missing, result_day_wrong."""
    inspection = get_inspection(actor, inspection_id)
    said = checked_reason(words)
    if not said:
        raise DomainError("reason_missing", field="result_notice", most=MOST_REASON_SIGNS)
    if on is None or not inspection.inspected_on <= on <= today_of(now):
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


def visits_of_year(enterprise_ids: Sequence[int], year: int, *, today: date) -> Counter[int]:
    """Enterprise id -> visits of the authority in a calendar year, with those planned for today and later.

    A plan that was called off, or whose day passed without a visit, is none.
    """
    takes_place = and_(Inspection.called_off_at.is_(None), Inspection.inspected_on >= today)
    query = (
        select(Inspection.enterprise_id, func.count())
        .where(
            Inspection.enterprise_id.in_(enterprise_ids),
            Inspection.standing.in_(VISITS),
            extract("year", Inspection.inspected_on) == year,
            or_(Inspection.origin != "planned", takes_place),
        )
        .group_by(Inspection.enterprise_id)
    )
    return Counter(dict(db.session.execute(query).all()))


def keep_approval(inspection: Inspection, read: Approval, *, actor: Actor, now: datetime) -> None:
    """Write the approval of a visit and what follows for its standing; call inside a transaction."""
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
