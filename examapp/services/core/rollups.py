"""Counts kept as results arrive, so that reports read sums and not a million papers.

Each hand-in, regrade and registration appends what it adds, in its own transaction; a job folds that into sums. A
figure is the sum and what still waits, read in one statement: it is exact at any moment.
"""

from dataclasses import asdict
from datetime import UTC, date, datetime

from sqlalchemy import Date, Integer, Select, Subquery, bindparam, delete, insert, literal, select, union_all
from sqlalchemy.dialects import postgresql, sqlite

from examapp.domain.rollups import Count, Place, count_hand_in, count_regrade, fold, standing
from examapp.extensions import db
from examapp.models.attempts import Attempt, AttemptResult
from examapp.models.exams import Registration
from examapp.models.inspections import Inspection, Participant, SpotQuiz
from examapp.models.rollups import ResultDelta, ResultRollup
from examapp.services.core.days import SHANGHAI
from examapp.services.core.transactions import transaction

PLACE, COUNTS = Place._fields, tuple(Count.__dataclass_fields__)
_SUMS = ResultRollup.__table__
_AT_ONCE = 20_000


def _of_quiz(kind: str, subject, day, enterprise) -> Select:
    return (
        select(
            literal(kind), subject, day, enterprise, Participant.role,
            *(bindparam(f"new_{name}", type_=Integer) for name in COUNTS),
        )
        .select_from(Participant)
        .join(SpotQuiz, SpotQuiz.id == Participant.spot_quiz_id)
        .join(Inspection, Inspection.id == SpotQuiz.inspection_id)
        .where(Participant.id == bindparam("owner"))
    )  # fmt: skip


# Written once and run as one statement, because every hand-in of a quiz waits for it.
_QUIZ = insert(ResultDelta.__table__).from_select(
    [*PLACE, *COUNTS],
    union_all(
        _of_quiz("quiz", SpotQuiz.id, Inspection.inspected_on, Inspection.enterprise_id),
        _of_quiz("blueprint", Participant.blueprint_id, bindparam("handed_in_on", type_=Date), literal(0)),
    ),
)


def note_hand_in(attempt: Attempt, result: AttemptResult) -> None:
    """Count a first result; call inside the transaction that stores it."""
    _note(attempt, count_hand_in(*_figures(result)))


def note_regrade(attempt: Attempt, old: AttemptResult, new: AttemptResult) -> None:
    """Correct the counts by a newer result; call inside the transaction that stores it."""
    _note(attempt, count_regrade(_figures(old), _figures(new)))


def note_registered(registration: Registration, before: str | None) -> None:
    """Count somebody as they stand now and no longer as `before` (a state, None = new);
    call inside that transaction.
    """
    old, new = before and standing(before), standing(registration.state)
    if old == new:
        return
    day = registration.registered_at.astimezone(SHANGHAI).date()
    for part, people in ((old, -1), (new, 1)):
        if part:
            place = Place("registered", registration.exam_id, day, registration.enterprise_id, part)
            _append(place, Count(papers=people))


def _figures(result: AttemptResult) -> tuple[bool, int, int]:
    return result.passed, result.score_tenths, result.full_tenths


def _note(attempt: Attempt, count: Count) -> None:
    if count == Count():
        return
    day, owner = day_of(attempt.submitted_ms), attempt.registration
    if owner is not None:
        _append(Place("exam", owner.exam_id, day, owner.enterprise_id, owner.role), count)
        _append(Place("blueprint", owner.blueprint_id, day, 0, owner.role), count)
    else:
        values = {"owner": attempt.participant_id, "handed_in_on": day}
        db.session.execute(
            _QUIZ, {**values, **{f"new_{name}": value for name, value in asdict(count).items()}}
        )


def _append(place: Place, count: Count) -> None:
    db.session.add(ResultDelta(**place._asdict(), **asdict(count)))


def day_of(submitted_ms: int) -> date:
    """The day in China of a hand-in."""
    return datetime.fromtimestamp(submitted_ms / 1000, UTC).astimezone(SHANGHAI).date()


def fold_deltas() -> int:
    """The job: add what waits to the sums; gives how many additions.
    Any number may run at once, each takes other rows.
    """
    folded = 0
    while count := _fold_some():
        folded += count
    return folded


def _fold_some() -> int:
    dialect = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    with transaction() as session:
        waiting = select(ResultDelta.id).order_by(ResultDelta.id).limit(_AT_ONCE)
        taken = session.execute(
            delete(ResultDelta)
            .where(ResultDelta.id.in_(waiting.with_for_update(skip_locked=True)))
            .returning(*(getattr(ResultDelta, name) for name in (*PLACE, *COUNTS)))
            .execution_options(synchronize_session=False)
        ).all()
        # Always in the same order: two that fold at once never wait for each other in a circle.
        rows = [place._asdict() | asdict(count) for place, count in sorted(fold(map(_split, taken)).items())]
        if rows:
            statement = dialect.insert(_SUMS)
            added = {name: _SUMS.c[name] + statement.excluded[name] for name in COUNTS}
            session.execute(statement.on_conflict_do_update(index_elements=PLACE, set_=added), rows)
        return len(taken)


def _split(row) -> tuple[Place, Count]:
    return Place(*row[: len(PLACE)]), Count(*row[len(PLACE) :])


def counted(kind: str) -> Subquery:
    """Every addition and sum of a kind as rows; group them, the same place may come more than once."""
    parts = [
        select(*(getattr(table, name) for name in (*PLACE, *COUNTS))).where(table.kind == kind)
        for table in (ResultRollup, ResultDelta)
    ]
    return union_all(*parts).subquery()
