"""Whether an attempt is archived; what changes an attempt asks here first."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Select, select

from examapp.domain.errors import DomainError
from examapp.extensions import db
from examapp.models.archives import AttemptArchive
from examapp.models.attempts import Attempt

# Younger attempts may still be appealed against, retried or uploaded by a tablet that was away.
YOUNGEST_DAYS = 30


def newest_archive() -> Select:
    """The query of the ids that are archived now, from lower (inclusive) to upper; no row when there are none."""
    return (
        select(AttemptArchive.lower_id, AttemptArchive.upper_id).order_by(AttemptArchive.id.desc()).limit(1)
    )


def is_within(border: Sequence[str] | None, attempt_id: str) -> bool:
    """Whether an attempt lies between the ids of such a row."""
    return border is not None and border[0] <= attempt_id < border[1]


def refuse_archived(attempt: Attempt, *, now: datetime) -> None:
    """Raises attempt_archived for an attempt that is read-only; of a young one the database is not even asked."""
    if now - attempt.created_at >= timedelta(days=YOUNGEST_DAYS) and archived_among([attempt.id]):
        raise DomainError("attempt_archived")


def archived_among(attempt_ids: Iterable[str]) -> list[str]:
    """Those of these attempts that are read-only."""
    border = db.session.execute(newest_archive()).first()
    return [one for one in attempt_ids if is_within(border, one)]
