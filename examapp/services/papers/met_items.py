"""Which items people met within 90 days, on papers that they opened: of spot quizzes, re-tests and exams."""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta

from sqlalchemy import select

from examapp.domain.attempt_ids import border_at
from examapp.domain.papers import stored_items
from examapp.domain.surroundings import DAYS
from examapp.extensions import db
from examapp.models.attempts import Attempt
from examapp.models.candidates import Employment
from examapp.models.exams import Registration
from examapp.models.inspections import Participant

READ_AT_ONCE = 500


def met_by_employment(employment_ids: Collection[int], *, now: datetime) -> dict[int, list[str]]:
    """Employment id -> ids in ascending order, for those who met any."""
    people: dict[int, int] = {}
    for ids in _batches(employment_ids):
        rows = db.session.execute(
            select(Employment.id, Employment.candidate_id).where(Employment.id.in_(ids))
        )
        people |= {row.id: row.candidate_id for row in rows}
    met = met_by_candidate(set(people.values()), now=now)
    return {
        employment_id: met[candidate_id]
        for employment_id, candidate_id in people.items()
        if candidate_id in met
    }


def met_by_candidate(candidate_ids: Collection[int], *, now: datetime) -> dict[int, list[str]]:
    """Candidate id -> ids in ascending order, for those who met any."""
    met: dict[int, set[str]] = {}
    for ids in _batches(candidate_ids):
        for candidate_id, paper in _papers(ids, border_at(now - timedelta(days=DAYS))):
            met.setdefault(candidate_id, set()).update(stored_items(paper))
    return {candidate_id: sorted(items) for candidate_id, items in met.items()}


def _batches(ids: Collection[int]) -> Iterator[list[int]]:
    ordered = sorted(ids)
    for start in range(0, len(ordered), READ_AT_ONCE):
        yield ordered[start : start + READ_AT_ONCE]


def _papers(candidate_ids: Collection[int], since: str) -> Iterator[tuple[int, str]]:
    for owner, column in ((Participant, Attempt.participant_id), (Registration, Attempt.registration_id)):
        query = (
            select(owner.candidate_id, Attempt.paper)
            .join(Attempt, column == owner.id)
            .where(
                owner.candidate_id.in_(candidate_ids), Attempt.id >= since, Attempt.started_ms.is_not(None)
            )
        )
        for row in db.session.execute(query):
            yield row.candidate_id, row.paper
