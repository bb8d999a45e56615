"""The same counts from everything that is stored, to check what was kept as results arrived, or to make it anew."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import timedelta

from sqlalchemy import Integer, Select, case, delete, exists, func, insert, literal, select, text
from sqlalchemy.orm import aliased

from examapp.domain.rollups import KINDS, Count, Place, fold, standing
from examapp.extensions import db
from examapp.models.attempts import Attempt, AttemptResult
from examapp.models.exams import Registration
from examapp.models.inspections import Inspection, Participant, SpotQuiz
from examapp.models.rollups import ResultDelta, ResultRollup
from examapp.services.audit import record_act
from examapp.services.days import SHANGHAI
from examapp.services.rollups import COUNTS, PLACE, counted, day_of
from examapp.services.transactions import transaction

_DAY_MS = int(timedelta(days=1).total_seconds() * 1000)
# China has had one time of eight hours before UTC since 1991, so a day is a whole number of milliseconds there.
_AHEAD_MS = int(timedelta(hours=8).total_seconds() * 1000)
_FIRST, _NEWEST, _LATER = aliased(AttemptResult), aliased(AttemptResult), aliased(AttemptResult)


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where what was kept is not what the results say."""

    place: Place
    kept: Count
    counted: Count


def find_differences() -> tuple[int, list[Difference]]:
    """How many places there are, and those that differ; everything is read from one moment."""
    if db.engine.dialect.name == "postgresql":
        db.session.commit()
        db.session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    kept, whole = fold(_kept()), count_everything()
    db.session.commit()
    places = sorted(kept.keys() | whole.keys())
    pairs = [Difference(one, kept.get(one, Count()), whole.get(one, Count())) for one in places]
    return len(places), [one for one in pairs if one.kept != one.counted]


def rebuild_rollups(*, actor: str, now) -> int:
    """Count everything anew; gives how many places. Hand-ins wait meanwhile, none is counted twice or not at all."""
    with transaction() as session:
        if db.engine.dialect.name == "postgresql":
            session.execute(text("LOCK TABLE result_deltas, result_rollups IN EXCLUSIVE MODE"))
        whole = count_everything()
        session.execute(delete(ResultDelta))
        session.execute(delete(ResultRollup))
        rows = [place._asdict() | asdict(count) for place, count in whole.items()]
        if rows:
            session.execute(insert(ResultRollup), rows)
        record_act("rollups.rebuilt", "rollups:all", actor=actor, now=now, data={"places": len(rows)})
        return len(rows)


def count_everything() -> dict[Place, Count]:
    """The full computation over every attempt, result and registration."""
    return fold([*_exams(), *_quizzes(), *_blueprints(), *_registered()])


def _kept() -> Iterator[tuple[Place, Count]]:
    for kind in KINDS:
        rows = counted(kind)
        for row in db.session.execute(select(*(rows.c[name] for name in (*PLACE, *COUNTS)))):
            yield Place(*row[: len(PLACE)]), Count(*row[len(PLACE) :])


def _papers(*place) -> Select:
    later = exists().where(_LATER.attempt_id == _NEWEST.attempt_id, _LATER.version > _NEWEST.version)
    return (
        select(
            *place,
            func.count(),
            func.sum(case((_NEWEST.passed, 1), else_=0)),
            func.sum(case((_FIRST.passed, 1), else_=0)),
            func.sum(_NEWEST.score_tenths),
            func.sum(_NEWEST.full_tenths),
        )
        .select_from(Attempt)
        .join(_FIRST, (_FIRST.attempt_id == Attempt.id) & (_FIRST.version == 1))
        .join(_NEWEST, _NEWEST.attempt_id == Attempt.id)
        .where(Attempt.state == "submitted", ~later)
        .group_by(*place)
    )


def _day():
    # Written into the SQL, because PostgreSQL takes two parameters for two things even if they are equal.
    ahead, length = (literal(number, literal_execute=True) for number in (_AHEAD_MS, _DAY_MS))
    return ((Attempt.submitted_ms + ahead) // length).cast(Integer)


def _date(number: int):
    return day_of(number * _DAY_MS)


def _exams() -> Iterator[tuple[Place, Count]]:
    place = (Registration.exam_id, _day(), Registration.enterprise_id, Registration.role)
    query = _papers(*place).join(Registration, Registration.id == Attempt.registration_id)
    for exam_id, day, enterprise_id, role, *counts in db.session.execute(query):
        yield Place("exam", exam_id, _date(day), enterprise_id, role), Count(*map(int, counts))


def _quizzes() -> Iterator[tuple[Place, Count]]:
    place = (SpotQuiz.id, Inspection.inspected_on, Inspection.enterprise_id, Participant.role)
    query = (
        _papers(*place)
        .join(Participant, Participant.id == Attempt.participant_id)
        .join(SpotQuiz, SpotQuiz.id == Participant.spot_quiz_id)
        .join(Inspection, Inspection.id == SpotQuiz.inspection_id)
    )
    for quiz_id, day, enterprise_id, role, *counts in db.session.execute(query):
        yield Place("quiz", quiz_id, day, enterprise_id, role), Count(*map(int, counts))


def _blueprints() -> Iterator[tuple[Place, Count]]:
    query = _papers(Participant.blueprint_id, _day(), Participant.role).join(
        Participant, Participant.id == Attempt.participant_id
    )
    for blueprint_id, day, role, *counts in db.session.execute(query):
        yield Place("blueprint", blueprint_id, _date(day), 0, role), Count(*map(int, counts))


def _registered() -> Iterator[tuple[Place, Count]]:
    # People are registered by the hundred in one moment, so there are few moments.
    place = (Registration.exam_id, Registration.registered_at, Registration.enterprise_id, Registration.state)
    for exam_id, at, enterprise_id, state, people in db.session.execute(
        select(*place, func.count()).group_by(*place)
    ):
        day = at.astimezone(SHANGHAI).date()
        yield Place("registered", exam_id, day, enterprise_id, standing(state)), Count(papers=people)
