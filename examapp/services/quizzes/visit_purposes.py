"""Whether a visit was an act of the authority: said with a reason, and confirmed by the bureau once it has a record."""

from datetime import datetime

from sqlalchemy import Exists, exists, func, select

from examapp.domain.errors import DomainError
from examapp.domain.inspections import PURPOSE_LABELS, Purpose
from examapp.domain.permissions import Actor
from examapp.domain.reasons import MOST_REASON_SIGNS, checked_reason
from examapp.extensions import db
from examapp.models.inspections import Inspection, Participant, SpotQuiz
from examapp.models.records import Record, Rectification
from examapp.models.visit_changes import VisitChange
from examapp.services.core.audit import record_act
from examapp.services.core.scopes import get_inspection, visible_inspections
from examapp.services.core.transactions import transaction
from examapp.services.quizzes.approvals import settle_standing
from examapp.services.quizzes.rectifications import (
    close_unofficial,
    open_rectifications,
    reopen_official,
)


def change_purpose(inspection_id: int, purpose: str, reason: str, *, actor: Actor, now: datetime) -> bool:
    """Say that a visit is no act of the authority, or that it is one; True when done, False when the bureau decides.

    The same wish while it waits is one wish. Raises purpose_unknown, reason_missing, purpose_same, purpose_waits.
    """
    get_inspection(actor, inspection_id)
    words = checked_reason(reason)
    if purpose not in set(Purpose):
        raise DomainError("purpose_unknown", field="purpose")
    if not words:
        raise DomainError("reason_missing", field="reason", most=MOST_REASON_SIGNS)
    with transaction():
        inspection = _locked(inspection_id)
        waiting = find_waiting(inspection_id)
        if waiting is not None:
            if (waiting.after, waiting.asked_by_id) == (purpose, actor.account_id):
                return False
            raise DomainError("purpose_waits", field="purpose")
        if purpose == inspection.purpose:
            raise DomainError("purpose_same", field="purpose")
        change = VisitChange(
            inspection_id=inspection.id, kind="purpose", state="waiting", before=inspection.purpose,
            after=purpose, reason=words, asked_at=now, asked_by_id=actor.account_id, refusal="",
        )  # fmt: skip
        db.session.add(change)
        if needs_bureau(inspection, actor):
            facts = {"before": change.before, "after": purpose, "reason": words}
            _record("inspection.purpose_asked", inspection, facts, actor, now)
            return False
        _carry_out(change, inspection, actor=actor, now=now)
        return True


def decide_purpose(inspection_id: int, agrees: bool, refusal: str, *, actor: Actor, now: datetime) -> None:
    """The bureau confirms what an inspector asked for, or refuses it in words.

    When nothing waits (any more), nothing happens. Raises purpose_not_yours, refusal_missing.
    """
    inspection = get_inspection(actor, inspection_id)
    words = checked_reason(refusal)
    if not agrees and not words:
        raise DomainError("refusal_missing", field="refusal")
    with transaction():
        inspection = _locked(inspection_id)
        change = find_waiting(inspection_id)
        if change is None:
            return
        if not may_decide(change, actor):
            raise DomainError("purpose_not_yours")
        if agrees:
            _carry_out(change, inspection, actor=actor, now=now)
            return
        change.state, change.refusal, change.decided_at, change.decided_by_id = (
            "refused", words, now, actor.account_id,
        )  # fmt: skip
        _record(
            "inspection.purpose_refused", inspection, {"after": change.after, "reason": words}, actor, now
        )


def find_waiting(inspection_id: int) -> VisitChange | None:
    """The change of purpose that nobody has decided yet."""
    query = select(VisitChange).where(
        VisitChange.inspection_id == inspection_id,
        VisitChange.kind == "purpose",
        VisitChange.state == "waiting",
    )
    return db.session.scalar(query)


def may_decide(change: VisitChange, actor: Actor) -> bool:
    """Whether this account decides: one of the bureau that neither asked nor went on the visit."""
    asked = change.asked_by_id == actor.account_id
    return actor.may("inspections.decide") and not asked and not _took_part(change.inspection, actor)


def needs_bureau(inspection: Inspection, actor: Actor) -> bool:
    """Whether what this account wants to change waits for the bureau: a record stands, and no bureau acts itself."""
    own_act = actor.may("inspections.decide") and not _took_part(inspection, actor)
    return not own_act and _has_record(inspection.id)


def count_waiting(actor: Actor) -> int:
    """Visits in scope whose purpose this account could be asked to decide."""
    if not actor.may("inspections.decide"):
        return 0
    query = visible_inspections(actor).where(waits_for_bureau())
    return db.session.scalar(query.with_only_columns(func.count()))


def waits_for_bureau() -> Exists:
    """Whether somebody asked for another purpose of the `Inspection` of a query, and nobody has decided."""
    return exists().where(VisitChange.inspection_id == Inspection.id, VisitChange.state == "waiting")


def changed_since(quiz: SpotQuiz) -> VisitChange | None:
    """The newest change of purpose after this quiz began: what its record was frozen with no longer holds."""
    query = select(VisitChange).where(
        VisitChange.inspection_id == quiz.inspection_id,
        VisitChange.kind == "purpose",
        VisitChange.state == "done",
        VisitChange.decided_at >= quiz.committed_at,
    )
    return db.session.scalar(query.order_by(VisitChange.id.desc()).limit(1))


def count_open_rectifications(inspection_id: int) -> int:
    """What would be closed if the visit became no act of the authority."""
    query = _rectifications(inspection_id).where(Rectification.state == "open")
    return db.session.scalar(query.with_only_columns(func.count()))


def _carry_out(change: VisitChange, inspection: Inspection, *, actor: Actor, now: datetime) -> None:
    inspection.purpose = change.after
    change.state, change.decided_at, change.decided_by_id = "done", now, actor.account_id
    settle_standing(inspection)
    label = PURPOSE_LABELS[Purpose(change.after)]
    official = change.after == Purpose.official
    for item in db.session.scalars(_rectifications(inspection.id).with_for_update(of=Rectification)).all():
        if official:
            reopen_official(item, now=now)
        else:
            close_unofficial(item, f"{label}：{change.reason}", now=now)
    if official:
        # A record that was made meanwhile has ordered nothing.
        recorded = select(SpotQuiz).where(
            SpotQuiz.inspection_id == inspection.id, SpotQuiz.state == "recorded"
        )
        for quiz in db.session.scalars(recorded).all():
            open_rectifications(quiz, now=now)
    facts = {"before": change.before, "after": change.after, "reason": change.reason}
    _record("inspection.purpose_changed", inspection, {**facts, "standing": inspection.standing}, actor, now)


def _rectifications(inspection_id: int):
    return (
        select(Rectification)
        .join(Participant, Participant.id == Rectification.participant_id)
        .join(SpotQuiz, SpotQuiz.id == Participant.spot_quiz_id)
        .where(SpotQuiz.inspection_id == inspection_id)
    )


def _has_record(inspection_id: int) -> bool:
    query = select(Record.id).join(SpotQuiz, SpotQuiz.id == Record.spot_quiz_id)
    return db.session.scalar(query.where(SpotQuiz.inspection_id == inspection_id).limit(1)) is not None


def _took_part(inspection: Inspection, actor: Actor) -> bool:
    pair = {inspection.lead_inspector_id, inspection.second_inspector_id} - {None}
    return actor.inspector_id in pair


def _locked(inspection_id: int) -> Inspection:
    return db.session.get(Inspection, inspection_id, with_for_update=True, populate_existing=True)


def _record(act: str, inspection: Inspection, facts: dict, actor: Actor, now: datetime) -> None:
    record_act(act, f"inspection:{inspection.id}", actor=actor, now=now, data=facts)
