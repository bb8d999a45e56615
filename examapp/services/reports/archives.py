"""Old attempts made read-only: by whole months, only what is finished, and reopened only for a reason.

On PostgreSQL the database itself refuses a change, and the months can move to another disk. On SQLite everything
stays where it is and the acts of this house refuse. Reading stays as it was: results, records, verification.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import delete, exists, func, or_, select
from sqlalchemy.exc import OperationalError

from examapp.adapters.databases.archive_guards import (
    free_range,
    freeze_partition,
    guard_range,
    has_tablespace,
    move_to_tablespace,
    thaw_partition,
)
from examapp.adapters.databases.partitions import Partition, is_partitioned, list_partitions
from examapp.domain.attempt_ids import LEAD, border_of_day, first_of_month
from examapp.domain.errors import DomainError
from examapp.extensions import db
from examapp.models.archives import AttemptArchive
from examapp.models.attempts import Attempt
from examapp.models.exams import Registration, Sitting
from examapp.models.inspections import Participant, SpotQuiz
from examapp.services.core.archive_borders import YOUNGEST_DAYS
from examapp.services.core.audit import record_act
from examapp.services.core.days import SHANGHAI
from examapp.services.core.partitions import prepare_months
from examapp.services.core.transactions import transaction


@dataclass(frozen=True, slots=True)
class Archived:
    """What an archiving did: the border, attempts behind it, months made read-only, and whether old ids are among them."""

    before: date
    attempts: int
    months: tuple[str, ...]
    with_older_ids: bool


@contextmanager
def _refused_when_busy() -> Iterator[None]:
    try:
        yield
    except OperationalError as error:
        # A lock that did not come within adapters.partitions.PATIENCE.
        if getattr(error.orig, "sqlstate", "") == "55P03":
            raise DomainError("archive_busy") from error
        raise


@_refused_when_busy()
def archive_attempts(before: date, *, tablespace: str = "", actor: str, now: datetime) -> Archived:
    """Make attempts of the months before this day read-only; again, or an earlier day, changes nothing.

    Raises archive_too_young, archive_unfinished, archive_no_tablespace, archive_busy.
    """
    border = first_of_month(before)
    if datetime.combine(border, datetime.min.time(), SHANGHAI) > now - timedelta(days=YOUNGEST_DAYS):
        raise DomainError("archive_too_young", days=YOUNGEST_DAYS)
    prepare_months(now=now)
    with transaction() as session:
        if tablespace and not has_tablespace(session.connection(), tablespace):
            raise DomainError("archive_no_tablespace", name=tablespace)
        held = find_archive()
        if held is not None and held.before >= border:
            border, lower, upper, count = held.before, held.lower_id, held.upper_id, held.attempts
        else:
            lower, upper = _lower_id(border), border_of_day(border, SHANGHAI)
            _refuse_unfinished(lower, upper, now)
            within = (Attempt.id >= lower, Attempt.id < upper)
            count = session.scalar(select(func.count()).select_from(Attempt).where(*within))
            session.add(
                AttemptArchive(
                    before=border, lower_id=lower, upper_id=upper, attempts=count, at=now, actor=actor
                )
            )
            facts = {"before": border.isoformat(), "attempts": count}
            record_act("attempts.archived", "attempts:all", actor=actor, now=now, data=facts)
        months = _freeze(lower, upper, tablespace)
        return Archived(border, count, months, lower == "")


@_refused_when_busy()
def reopen_archive(reason: str, *, actor: str, now: datetime) -> bool:
    """Let archived attempts be changed again, for a regrade; False when nothing is archived. Raises archive_reason_missing, archive_busy."""
    if not reason.strip():
        raise DomainError("archive_reason_missing")
    with transaction() as session:
        if find_archive() is None:
            return False
        connection = session.connection()
        if is_partitioned(connection):
            free_range(connection)
            for one in list_partitions(connection):
                if one.frozen:
                    thaw_partition(connection, one.name)
        session.execute(delete(AttemptArchive))
        facts = {"reason": reason.strip()[:200]}
        record_act("attempts.reopened", "attempts:all", actor=actor, now=now, data=facts)
        return True


def find_archive() -> AttemptArchive | None:
    """What is archived now, or None."""
    return db.session.scalar(select(AttemptArchive).order_by(AttemptArchive.id.desc()).limit(1))


def list_months() -> list[Partition]:
    """The months there are on PostgreSQL and which of them are read-only; none on SQLite."""
    connection = db.session.connection()
    return list_partitions(connection) if is_partitioned(connection) else []


def _lower_id(border: date) -> str:
    # Ids from before tell no time: they count as old together, when the youngest of them is old enough.
    midnight = datetime.combine(border, datetime.min.time(), SHANGHAI)
    young = exists().where(Attempt.id < LEAD, Attempt.created_at >= midnight)
    return LEAD if db.session.scalar(select(young)) else ""


def _refuse_unfinished(lower: str, upper: str, now: datetime) -> None:
    running_exam = exists().where(
        Registration.id == Attempt.registration_id,
        Sitting.exam_id == Registration.exam_id,
        Sitting.closes_at > now,
    )
    running_quiz = exists().where(
        Participant.id == Attempt.participant_id,
        SpotQuiz.id == Participant.spot_quiz_id,
        SpotQuiz.state.in_(("prepared", "open")),
    )
    count = db.session.scalar(
        select(func.count())
        .select_from(Attempt)
        .where(Attempt.id >= lower, Attempt.id < upper, Attempt.state.in_(("ready", "open")))
        .where(or_(Attempt.state == "open", running_exam, running_quiz))
    )
    if count:
        raise DomainError("archive_unfinished", count=count)


def _freeze(lower: str, upper: str, tablespace: str) -> tuple[str, ...]:
    connection = db.session.connection()
    if not is_partitioned(connection):
        return ()
    db.session.flush()
    guard_range(connection, lower, upper)
    months = [one for one in list_partitions(connection) if one.lower >= lower and one.upper <= upper]
    for one in months:
        if not one.frozen:
            freeze_partition(connection, one.name)
        if tablespace:
            move_to_tablespace(connection, one.name, tablespace)
    return tuple(one.name for one in months)
