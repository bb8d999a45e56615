"""Which result of a person counts: of every paper its newest version, of several tries the pass, else the best share.

Every page, document and list that shows how somebody stands asks here; nobody compares versions or tries elsewhere.
"""

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import select

from examapp.extensions import db
from examapp.models.attempts import Attempt, AttemptResult
from examapp.services.attempts.answer_reading import is_newest


class CountingTry(NamedTuple):
    """The try that counts, with its newest result."""

    attempt: Attempt
    result: AttemptResult


def counting_tries(registration_ids: Iterable[int]) -> dict[int, CountingTry]:
    """The try that counts of each registration that has handed one in."""
    query = (
        select(Attempt, AttemptResult)
        .join(AttemptResult, AttemptResult.attempt_id == Attempt.id)
        .where(Attempt.registration_id.in_(list(registration_ids)), Attempt.state == "submitted", is_newest())
    )
    counting: dict[int, CountingTry] = {}
    for attempt, result in db.session.execute(query):
        newcomer = CountingTry(attempt, result)
        known = counting.get(attempt.registration_id)
        if known is None or _rank(newcomer) > _rank(known):
            counting[attempt.registration_id] = newcomer
    return counting


def _rank(candidate: CountingTry) -> tuple[bool, int, float, int]:
    """A pass before a fail; the later pass, as it vouches for longer; of fails the better share, then the later."""
    attempt, result = candidate
    share = result.score_tenths / result.full_tenths if result.full_tenths else 0.0
    return result.passed, attempt.try_number if result.passed else 0, share, attempt.try_number
