"""Handed-in papers as plain figures: the newest result of each attempt, its items, its district; no person is read."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import aliased

from examapp.domain.statistics.durations import TimedStep, slot_seconds
from examapp.domain.statistics.exams import PaperMarks
from examapp.extensions import db
from examapp.models.attempts import Attempt, AttemptResult, AttemptStep
from examapp.models.exams import Registration
from examapp.models.inspections import Inspection, Participant, SpotQuiz
from examapp.models.organizations import Enterprise, Region

MOST_PAPERS = 100_000
_CHUNK = 400


@dataclass(frozen=True, slots=True)
class ReadPaper:
    """One handed-in paper: (item, revision) per slot, what it earned, what was answered, seconds per slot where known.

    `share` of the full score by the result that counts: without the slots that a ruling took out.
    """

    keys: tuple[tuple[str, int], ...]
    earned: tuple[float, ...]
    points: tuple[float, ...]
    responses: tuple[tuple[str, ...], ...]
    seconds: dict[int, float]
    district: str
    submitted_ms: int
    share: float

    @property
    def marks(self) -> PaperMarks:
        """What the figures of a whole exam need."""
        return PaperMarks(tuple(item for item, _ in self.keys), self.earned, self.points, self.share)


def is_newest() -> ColumnElement[bool]:
    """Whether a row of results is the newest of its attempt; looks at that attempt's results only."""
    later = aliased(AttemptResult)
    return ~exists().where(
        later.attempt_id == AttemptResult.attempt_id, later.version > AttemptResult.version
    )


def _newest_results() -> Select:
    return (
        select(
            AttemptResult.id,
            AttemptResult.marks,
            AttemptResult.responses,
            AttemptResult.score_tenths,
            AttemptResult.full_tenths,
            Attempt.id.label("attempt_id"),
            Attempt.paper,
            Attempt.started_ms,
            Attempt.submitted_ms,
            Enterprise.region_id,
        )
        .join(Attempt, Attempt.id == AttemptResult.attempt_id)
        .where(Attempt.state == "submitted", is_newest())
        .order_by(AttemptResult.id.desc())
        .limit(MOST_PAPERS)
    )


def _of_quizzes() -> Select:
    return (
        _newest_results()
        .join(Participant, Participant.id == Attempt.participant_id)
        .join(SpotQuiz, SpotQuiz.id == Participant.spot_quiz_id)
        .join(Inspection, Inspection.id == SpotQuiz.inspection_id)
        .join(Enterprise, Enterprise.id == Inspection.enterprise_id)
    )


def _of_exams() -> Select:
    return (
        _newest_results()
        .join(Registration, Registration.id == Attempt.registration_id)
        .join(Enterprise, Enterprise.id == Registration.enterprise_id)
    )


def read_quiz_papers(quiz_id: int | None = None) -> Iterator[ReadPaper]:
    """The newest 100,000 papers of all spot quizzes, or those of one; never of exams, which nobody watches."""
    query = _of_quizzes()
    return _read(query if quiz_id is None else query.where(SpotQuiz.id == quiz_id))


def read_blueprint_papers(blueprint_id: int) -> Iterator[ReadPaper]:
    """The newest 100,000 papers of one blueprint, from spot quizzes and from exams each."""
    yield from _read(_of_quizzes().where(Participant.blueprint_id == blueprint_id))
    yield from _read(_of_exams().where(Registration.blueprint_id == blueprint_id))


def _read(query: Select) -> Iterator[ReadPaper]:
    counties = _counties()
    rows = db.session.execute(query).all()
    for start in range(0, len(rows), _CHUNK):
        part = rows[start : start + _CHUNK]
        steps = _steps_of([row.attempt_id for row in part])
        for row in part:
            yield _paper(row, steps.get(row.attempt_id, []), counties)


def _counties() -> dict[int, str]:
    regions = {region.id: region for region in db.session.scalars(select(Region))}
    named = {}
    for region in regions.values():
        at: Region | None = region
        while at is not None and at.level != "county":
            at = regions.get(at.parent_id) if at.parent_id else None
        named[region.id] = at.name if at else ""
    return named


def _steps_of(attempt_ids: Sequence[str]) -> dict[str, list[TimedStep]]:
    found: dict[str, list[TimedStep]] = {}
    rows = db.session.execute(
        select(
            AttemptStep.attempt_id,
            AttemptStep.seq,
            AttemptStep.slot,
            AttemptStep.device_ms,
            AttemptStep.received_ms,
        ).where(AttemptStep.attempt_id.in_(attempt_ids))
    )
    for row in rows:
        found.setdefault(row.attempt_id, []).append(
            TimedStep(row.seq, row.slot, row.device_ms, row.received_ms)
        )
    return found


def _paper(row, steps: list[TimedStep], counties: dict[int, str]) -> ReadPaper:
    slots = json.loads(row.paper)["slots"]
    return ReadPaper(
        keys=tuple((slot["item"], slot["revision"]) for slot in slots),
        earned=tuple(tenths / 10 for tenths in json.loads(row.marks)),
        points=tuple(float(slot["points"]) for slot in slots),
        responses=tuple(tuple(one) for one in json.loads(row.responses)),
        seconds=slot_seconds(row.started_ms, steps) if row.started_ms is not None else {},
        district=counties.get(row.region_id, ""),
        submitted_ms=row.submitted_ms or 0,
        share=row.score_tenths / row.full_tenths if row.full_tenths else 1.0,
    )


def last_result_id() -> int:
    """The highest result id there is; 0 without any."""
    return db.session.scalar(select(func.max(AttemptResult.id))) or 0


def since_ms(moment: datetime) -> int:
    """Milliseconds of a moment, as attempts keep their times."""
    return int(moment.timestamp() * 1000)
