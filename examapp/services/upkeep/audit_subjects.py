"""Whom or what an entry of the audit log is about, by the name that people know it by."""

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import String, cast, func, select

from examapp.extensions import db
from examapp.models.accounts import Account, Inspector
from examapp.models.appeals import Dispute
from examapp.models.attempts import Attempt
from examapp.models.audit import FileImport
from examapp.models.authoring import ItemDraft
from examapp.models.bank import Blueprint
from examapp.models.candidates import Candidate, Employment
from examapp.models.exams import Exam, Registration
from examapp.models.inspections import Inspection, Participant, SpotQuiz
from examapp.models.item_imports import ItemImport
from examapp.models.organizations import Enterprise, Region
from examapp.models.records import Record, Rectification
from examapp.models.seats import SeatClaim

_FIRM = Enterprise.name
# Of each kind of subject: its key and the words that name it.
_NAMES = {
    "account": select(Account.id, Account.name),
    "attempt": select(Attempt.id, func.coalesce(Participant.name, Candidate.name))
    .outerjoin(Participant, Participant.id == Attempt.participant_id)
    .outerjoin(Registration, Registration.id == Attempt.registration_id)
    .outerjoin(Candidate, Candidate.id == Registration.candidate_id),
    "blueprint": select(Blueprint.id, Blueprint.name),
    "candidate": select(Candidate.id, Candidate.name),
    "claim": select(SeatClaim.id, func.coalesce(Participant.name, SeatClaim.name)).outerjoin(
        Participant, Participant.id == SeatClaim.participant_id
    ),
    "dispute": select(Dispute.id, Dispute.item_id),
    "employment": select(Employment.id, Candidate.name, _FIRM)
    .join(Candidate, Candidate.id == Employment.candidate_id)
    .join(Enterprise, Enterprise.id == Employment.enterprise_id),
    "enterprise": select(Enterprise.id, _FIRM),
    "exam": select(Exam.id, Exam.name),
    "import": select(FileImport.id, FileImport.file_name),
    "inspection": select(Inspection.id, Inspection.number, _FIRM).join(
        Enterprise, Enterprise.id == Inspection.enterprise_id
    ),
    "inspector": select(Inspector.id, Inspector.name),
    "item_draft": select(ItemDraft.id, ItemDraft.item_id),
    "item_import": select(ItemImport.id, ItemImport.file_name),
    "participant": select(Participant.id, Participant.name),
    "quiz": select(SpotQuiz.id, _FIRM)
    .join(Inspection, Inspection.id == SpotQuiz.inspection_id)
    .join(Enterprise, Enterprise.id == Inspection.enterprise_id),
    "record": select(Record.id, Record.number),
    "rectification": select(Rectification.id, Participant.name, _FIRM)
    .join(Participant, Participant.id == Rectification.participant_id)
    .join(Enterprise, Enterprise.id == Rectification.enterprise_id),
    "region": select(Region.id, Region.name),
    "registration": select(Registration.id, Candidate.name, Exam.name)
    .join(Candidate, Candidate.id == Registration.candidate_id)
    .join(Exam, Exam.id == Registration.exam_id),
}


def name_subjects(subjects: Iterable[str]) -> dict[str, str]:
    """Subjects such as `quiz:12` or `quiz:12/inspector:3`, each with its name; what is gone or has no name is left out.

    One query a kind, so a page of the log costs as many as it has kinds.
    """
    keys: dict[str, set[str]] = defaultdict(set)
    parts = {subject: [part.partition(":") for part in subject.split("/")] for subject in set(subjects)}
    for named in parts.values():
        for kind, _, key in named:
            if kind in _NAMES:
                keys[kind].add(key)
    names = {kind: _look_up(kind, wanted) for kind, wanted in keys.items()}
    found = {
        subject: [names[kind][key] for kind, _, key in named if key in names.get(kind, {})]
        for subject, named in parts.items()
    }
    return {subject: "　".join(words) for subject, words in found.items() if words}


def _look_up(kind: str, keys: set[str]) -> dict[str, str]:
    # Keys are text in the log; some tables have numbers.
    query = _NAMES[kind]
    key = cast(query.selected_columns[0], String)
    rows = db.session.execute(query.where(key.in_(keys))).all()
    return {str(row[0]): "　".join(str(word) for word in row[1:] if word) for row in rows}
