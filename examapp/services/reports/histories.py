"""What people have sat, in exams and in spot quizzes, as rows for personal files and training archives."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager, defer

from examapp.extensions import db
from examapp.models.attempts import Attempt, AttemptResult
from examapp.models.certificates import Certificate
from examapp.models.exams import Registration
from examapp.models.faces import IdentityCheck
from examapp.models.inspections import Inspection, Participant, SpotQuiz
from examapp.services.attempts.answer_reading import is_newest
from examapp.services.attempts.explanations import results_shown_at
from examapp.services.core.days import SHANGHAI

# Owners come with their papers: one by one they would be most of the time of a year of thousands.
_REGISTERED = contains_eager(Attempt.registration)
_UNREAD = (defer(Attempt.paper), defer(AttemptResult.responses), defer(AttemptResult.marks))
_OF_EXAMS = (
    *_UNREAD,
    *(
        _REGISTERED.joinedload(one)
        for one in (Registration.exam, Registration.candidate, Registration.enterprise)
    ),
)
_INSPECTED = (
    contains_eager(Attempt.participant)
    .contains_eager(Participant.spot_quiz)
    .contains_eager(SpotQuiz.inspection)
)
_OF_QUIZZES = (*_UNREAD, _INSPECTED.joinedload(Inspection.enterprise))


@dataclass(frozen=True, slots=True)
class Entry:
    """One handed-in paper with its newest result. Scores are None until the exam shows them, and of a void record.

    `void`: the record was withdrawn. `resit`: a later try of an exam, or a re-test after a spot quiz.
    `identity`: how it was established who sat, as record_layout.IDENTITY names it.
    """

    at: datetime
    kind: str
    title: str
    group: str
    name: str
    role: str
    post: str | None
    enterprise: str
    minutes: int
    try_number: int
    score_tenths: int | None
    full_tenths: int | None
    passed: bool | None
    resit: bool = False
    void: bool = False
    certificate: str = ""
    identity: str = ""


def list_entries(
    *,
    now: datetime,
    candidate_id: int | None = None,
    enterprise_ids: Iterable[int] | Select | None = None,
    year: int | None = None,
) -> list[Entry]:
    """Papers of one person, of some enterprises, or both, newest first; `year` in Asia/Shanghai."""
    query = _newest_results()
    found = [
        *_of_exams(query, candidate_id, enterprise_ids, now),
        *_of_quizzes(query, candidate_id, enterprise_ids),
    ]
    if year is not None:
        found = [one for one in found if one.at.astimezone(SHANGHAI).year == year]
    return sorted(found, key=lambda one: (one.at, one.name), reverse=True)


def _newest_results() -> Select:
    return (
        select(Attempt, AttemptResult)
        .join(AttemptResult, AttemptResult.attempt_id == Attempt.id)
        .where(Attempt.state == "submitted", is_newest())
    )


def _of_exams(query: Select, candidate_id, enterprise_ids, now: datetime) -> list[Entry]:
    query = query.join(Registration, Registration.id == Attempt.registration_id)
    if candidate_id is not None:
        query = query.where(Registration.candidate_id == candidate_id)
    if enterprise_ids is not None:
        query = query.where(Registration.enterprise_id.in_(enterprise_ids))
    rows = db.session.execute(query.options(*_OF_EXAMS)).all()
    valid = select(Certificate.attempt_id, Certificate.number).where(Certificate.state == "valid")
    numbers = dict(db.session.execute(valid).all()) if rows else {}
    levels = _levels(query) if rows else {}
    return [
        _exam_entry(attempt, result, numbers.get(attempt.id, ""), levels, now) for attempt, result in rows
    ]


def _levels(query: Select) -> dict[tuple[int, int], str]:
    """How it was established who sat, by registration and try; only what is above L1."""
    found: dict[tuple[int, int], str] = {}
    checked = select(IdentityCheck.registration_id, IdentityCheck.try_number, IdentityCheck.level).where(
        IdentityCheck.checked_at.is_not(None),
        IdentityCheck.registration_id.in_(query.with_only_columns(Registration.id)),
    )
    for registration_id, number, level in db.session.execute(checked):
        found[registration_id, number] = max(level, found.get((registration_id, number), "L1"))
    return found


def _exam_entry(
    attempt: Attempt, result: AttemptResult, number: str, levels: dict[tuple[int, int], str], now: datetime
) -> Entry:
    registration, shown_at = attempt.registration, results_shown_at(attempt)
    shown = shown_at is None or now >= shown_at
    return Entry(
        at=_moment(attempt.submitted_ms),
        kind="考核",
        title=registration.exam.name,
        group=f"exam:{registration.exam_id}",
        name=registration.candidate.name,
        role=registration.role,
        post=registration.post,
        enterprise=registration.enterprise.name,
        minutes=_minutes(attempt),
        try_number=attempt.try_number,
        score_tenths=result.score_tenths if shown else None,
        full_tenths=result.full_tenths if shown else None,
        passed=result.passed if shown else None,
        resit=attempt.try_number > 1,
        certificate=number,
        identity=levels.get((registration.id, attempt.try_number), "L1"),
    )


def _of_quizzes(query: Select, candidate_id, enterprise_ids) -> list[Entry]:
    query = (
        query.join(Participant, Participant.id == Attempt.participant_id)
        .join(SpotQuiz, SpotQuiz.id == Participant.spot_quiz_id)
        .join(Inspection, Inspection.id == SpotQuiz.inspection_id)
    )
    if candidate_id is not None:
        query = query.where(Participant.candidate_id == candidate_id)
    if enterprise_ids is not None:
        query = query.where(Inspection.enterprise_id.in_(enterprise_ids))
    return [
        _quiz_entry(attempt, result) for attempt, result in db.session.execute(query.options(*_OF_QUIZZES))
    ]


def _quiz_entry(attempt: Attempt, result: AttemptResult) -> Entry:
    participant = attempt.participant
    quiz = participant.spot_quiz
    inspection, resit, void = quiz.inspection, quiz.kind == "retest", quiz.state == "withdrawn"
    return Entry(
        at=_moment(attempt.submitted_ms),
        kind="逢查必考",
        title=f"逢查必考{'补考' if resit else ''} {inspection.number}{'（记录已撤销，不算数）' if void else ''}",
        group=f"quiz:{quiz.id}",
        name=participant.name,
        role=participant.role,
        post=participant.post,
        enterprise=inspection.enterprise.name,
        minutes=_minutes(attempt),
        try_number=attempt.try_number,
        score_tenths=None if void else result.score_tenths,
        full_tenths=None if void else result.full_tenths,
        passed=None if void else result.passed,
        resit=resit,
        void=void,
        identity=participant.identity_level or "",
    )


def _moment(submitted_ms: int | None) -> datetime:
    return datetime.fromtimestamp((submitted_ms or 0) / 1000, tz=UTC)


def _minutes(attempt: Attempt) -> int:
    return max(0, (attempt.submitted_ms or 0) - (attempt.started_ms or 0)) // 60_000
