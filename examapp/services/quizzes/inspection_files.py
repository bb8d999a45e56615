"""Everything that is kept of one visit, for its file: approval, quizzes, people, records, signatures, log."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import undefer

from examapp.domain.permissions import Actor
from examapp.extensions import db
from examapp.models.audit import AuditEntry
from examapp.models.inspections import Inspection, InspectionApproval, Participant, SpotQuiz, VisitRating
from examapp.models.records import Record, Signature
from examapp.services.core.audit import record_act
from examapp.services.core.scopes import get_inspection
from examapp.services.core.transactions import transaction
from examapp.services.quizzes.approvals import find_approval
from examapp.services.quizzes.visit_ratings import find_rating


@dataclass(frozen=True, slots=True)
class InspectionFile:
    """The rows of one visit; `entries` are those of the audit log that speak of it, oldest first."""

    inspection: Inspection
    approval: InspectionApproval | None
    rating: VisitRating | None
    quizzes: list[SpotQuiz]
    people: list[Participant]
    signatures: list[Signature]
    records: list[Record]
    entries: list[AuditEntry]


def list_quizzes(inspection_id: int) -> list[SpotQuiz]:
    """Quizzes and re-tests of a visit in order."""
    query = select(SpotQuiz).where(SpotQuiz.inspection_id == inspection_id).order_by(SpotQuiz.id)
    return list(db.session.scalars(query))


def list_records(quiz_ids: list[int], *, documents: bool = False) -> list[Record]:
    """Records of these quizzes in order, with their PDFs when `documents`."""
    query = select(Record).where(Record.spot_quiz_id.in_(quiz_ids)).order_by(Record.id)
    return list(db.session.scalars(query.options(undefer(Record.document)) if documents else query))


def read_file(inspection_id: int, *, actor: Actor, now: datetime) -> InspectionFile:
    """The whole file of a visit in scope; that it was taken out stands in the log. Raises not_found."""
    inspection = get_inspection(actor, inspection_id)
    with transaction():
        record_act("inspection.exported", f"inspection:{inspection.id}", actor=actor, now=now)
    quizzes = list_quizzes(inspection.id)
    ids = [quiz.id for quiz in quizzes]
    people = db.session.scalars(
        select(Participant).where(Participant.spot_quiz_id.in_(ids)).order_by(Participant.id)
    ).all()
    signatures = db.session.scalars(
        select(Signature).where(Signature.spot_quiz_id.in_(ids)).order_by(Signature.id)
    ).all()
    records = list_records(ids, documents=True)
    return InspectionFile(
        inspection=inspection,
        approval=find_approval(inspection.id),
        rating=find_rating(inspection.id),
        quizzes=quizzes,
        people=list(people),
        signatures=list(signatures),
        records=records,
        entries=_entries(inspection, ids, [person.id for person in people], records),
    )


def _entries(
    inspection: Inspection, quiz_ids: list[int], people_ids: list[int], records: list[Record]
) -> list[AuditEntry]:
    subjects = [
        f"inspection:{inspection.id}",
        *(f"quiz:{quiz_id}" for quiz_id in quiz_ids),
        *(f"participant:{person_id}" for person_id in people_ids),
        *(f"record:{record.id}" for record in records),
    ]
    # Signatures and the like name the quiz first: quiz:12/inspector:3.
    parts = [AuditEntry.subject.startswith(f"quiz:{quiz_id}/") for quiz_id in quiz_ids]
    query = select(AuditEntry).where(or_(AuditEntry.subject.in_(subjects), *parts)).order_by(AuditEntry.id)
    return list(db.session.scalars(query))
