"""The counts of `services.rollups` from everything that is stored, as queries: nothing that was kept goes into them."""

from datetime import timedelta

from sqlalchemy import (
    CompoundSelect,
    Date,
    Integer,
    Select,
    Subquery,
    case,
    exists,
    func,
    literal,
    literal_column,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from examapp.extensions import db
from examapp.models.attempts import Attempt, AttemptResult
from examapp.models.exams import Registration
from examapp.models.inspections import Inspection, Participant, SpotQuiz
from examapp.services.core.rollups import COUNTS, PLACE

_DAY_MS = int(timedelta(days=1).total_seconds() * 1000)
# China has had one time of eight hours before UTC since 1991, so a day is a whole number of milliseconds there.
_AHEAD_MS = int(timedelta(hours=8).total_seconds() * 1000)
_NEWEST, _LATER = aliased(AttemptResult), aliased(AttemptResult)


def computed(kind: str) -> Subquery:
    """Rows in the shape of `services.rollups.counted`: one for each paper, or for each person registered."""
    return _QUERIES[kind]().subquery()


def _exams() -> Select:
    place = (Registration.exam_id, _handed_in_on(), Registration.enterprise_id, Registration.role)
    return _papers("exam", *place).join(Registration, Registration.id == Attempt.registration_id)


def _quizzes() -> Select:
    place = (SpotQuiz.id, Inspection.inspected_on, Inspection.enterprise_id, Participant.role)
    return (
        _papers("quiz", *place)
        .join(Participant, Participant.id == Attempt.participant_id)
        .join(SpotQuiz, SpotQuiz.id == Participant.spot_quiz_id)
        .join(Inspection, Inspection.id == SpotQuiz.inspection_id)
    )


def _blueprints() -> CompoundSelect:
    """Of spot quizzes and of exams."""
    owners = ((Participant, Attempt.participant_id), (Registration, Attempt.registration_id))
    return union_all(
        *(
            _papers("blueprint", owner.blueprint_id, _handed_in_on(), literal(0), owner.role).join(
                owner, owner.id == key
            )
            for owner, key in owners
        )
    )


def _registered() -> Select:
    # Sitting still counts as due, as in domain.rollups.standing.
    part = case((Registration.state == "sitting", "due"), else_=Registration.state)
    place = (Registration.exam_id, _registered_on(), Registration.enterprise_id, part)
    return _row("registered", place, (literal(1), *(literal(0) for _ in COUNTS[1:]))).select_from(
        Registration
    )


_QUERIES = {"exam": _exams, "quiz": _quizzes, "blueprint": _blueprints, "registered": _registered}


def _papers(kind: str, *place) -> Select:
    later = exists().where(_LATER.attempt_id == _NEWEST.attempt_id, _LATER.version > _NEWEST.version)
    passed = case((_NEWEST.passed, 1), else_=0)
    counts = (literal(1), passed, _NEWEST.score_tenths, _NEWEST.full_tenths)
    return (
        _row(kind, place, counts)
        .select_from(Attempt)
        .join(_NEWEST, _NEWEST.attempt_id == Attempt.id)
        .where(Attempt.state == "submitted", ~later)
    )


def _row(kind: str, place: tuple, counts: tuple) -> Select:
    cells = zip((*PLACE, *COUNTS), (literal(kind), *place, *counts), strict=True)
    return select(*(cell.label(name) for name, cell in cells))


def _handed_in_on():
    if db.engine.dialect.name == "postgresql":
        days = ((Attempt.submitted_ms + _AHEAD_MS) // _DAY_MS).cast(Integer)
        return literal_column("date '1970-01-01'", Date) + days
    return func.date((Attempt.submitted_ms + _AHEAD_MS) // 1000, "unixepoch", type_=Date)


def _registered_on():
    if db.engine.dialect.name == "postgresql":
        return func.timezone("Asia/Shanghai", Registration.registered_at).cast(Date)
    return func.date(Registration.registered_at, "+8 hours", type_=Date)
