"""Everything that is kept of one visit, for its file: approval, quizzes, people, records, signatures, log."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import undefer

from examapp.domain.permissions import Actor
from examapp.extensions import db
from examapp.models.attempts import Attempt
from examapp.models.audit import AuditEntry
from examapp.models.inspections import Inspection, InspectionApproval, Participant, SpotQuiz
from examapp.models.records import Record, Rectification, Signature
from examapp.models.visit_changes import VisitChange
from examapp.models.visit_ratings import RatingWord, VisitRating
from examapp.services.attempts.attempts import latest_results
from examapp.services.core.audit import record_act
from examapp.services.core.scopes import get_inspection
from examapp.services.core.transactions import transaction
from examapp.services.quizzes.approvals import find_approval
from examapp.services.quizzes.visit_plans import list_changes
from examapp.services.quizzes.visit_ratings import find_rating, list_words, may_read


@dataclass(frozen=True, slots=True)
class InspectionFile:
    """The rows of one visit; `entries` are those of the audit log that speak of it, oldest first.

    What the enterprise said is left out for an account that may not read it.
    """

    inspection: Inspection
    approval: InspectionApproval | None
    changes: list[VisitChange]
    rating: VisitRating | None
    rating_words: list[list[RatingWord]]
    may_read_rating: bool
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


def list_verdicts(quiz_ids: list[int]) -> dict[int, bool]:
    """Participant id -> whether the paper that was handed in passes by the newest result."""
    query = (
        select(Attempt)
        .join(Participant, Participant.id == Attempt.participant_id)
        .where(Participant.spot_quiz_id.in_(quiz_ids), Participant.state == "done")
    )
    holders = {attempt.id: attempt.participant_id for attempt in db.session.scalars(query)}
    return {holders[key]: result.passed for key, result in latest_results(list(holders)).items()}


def read_file(inspection_id: int, *, actor: Actor, now: datetime) -> InspectionFile:
    """The whole file of a visit in scope; that it was taken out stands in the log. Raises not_found."""
    inspection = get_inspection(actor, inspection_id)
    with transaction():
        record_act("inspection.exported", f"inspection:{inspection.id}", actor=actor, now=now)
    may_read_rating = may_read(inspection, actor)
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
        changes=list_changes(inspection.id),
        rating=find_rating(inspection.id) if may_read_rating else None,
        rating_words=list_words(inspection.id) if may_read_rating else [],
        may_read_rating=may_read_rating,
        quizzes=quizzes,
        people=list(people),
        signatures=list(signatures),
        records=records,
        entries=_entries(inspection, ids, [person.id for person in people], records, may_read_rating),
    )


def _entries(
    inspection: Inspection,
    quiz_ids: list[int],
    people_ids: list[int],
    records: list[Record],
    may_read_rating: bool,
) -> list[AuditEntry]:
    ordered = select(Rectification.id).where(Rectification.participant_id.in_(people_ids))
    answered = select(Attempt.id).where(Attempt.participant_id.in_(people_ids))
    subjects = [
        f"inspection:{inspection.id}",
        *(f"quiz:{quiz_id}" for quiz_id in quiz_ids),
        *(f"participant:{person_id}" for person_id in people_ids),
        *(f"record:{record.id}" for record in records),
        *(f"rectification:{item_id}" for item_id in db.session.scalars(ordered)),
        *(f"attempt:{attempt_id}" for attempt_id in db.session.scalars(answered)),
    ]
    # Signatures and the like name the quiz first: quiz:12/inspector:3.
    parts = [AuditEntry.subject.startswith(f"quiz:{quiz_id}/") for quiz_id in quiz_ids]
    query = select(AuditEntry).where(or_(AuditEntry.subject.in_(subjects), *parts))
    if not may_read_rating:
        query = query.where(AuditEntry.act.not_in(("visit.rated", "visit.answered")))
    return list(db.session.scalars(query.order_by(AuditEntry.id)))
