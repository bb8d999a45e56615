"""Whether an attempt is archived; what changes an attempt asks here first."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Select, select

from examapp.domain.errors import DomainError
from examapp.extensions import db
from examapp.models.archives import AttemptArchive


def newest_archive() -> Select:
    """The query of the ids that are archived now, from lower (inclusive) to upper; no row when there are none."""
    return (
        select(AttemptArchive.lower_id, AttemptArchive.upper_id).order_by(AttemptArchive.id.desc()).limit(1)
    )


def is_within(border: Sequence[str] | None, attempt_id: str) -> bool:
    """Whether an attempt lies between the ids of such a row."""
    return border is not None and border[0] <= attempt_id < border[1]


def refuse_archived(attempt_id: str) -> None:
    """Raises attempt_archived for an attempt that is read-only."""
    if archived_among([attempt_id]):
        raise DomainError("attempt_archived")


def archived_among(attempt_ids: Iterable[str]) -> list[str]:
    """Those of these attempts that are read-only."""
    border = db.session.execute(newest_archive()).first()
    return [one for one in attempt_ids if is_within(border, one)]
