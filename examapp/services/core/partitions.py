"""Months for the answers to come, made ahead; what came without one is moved to its month."""

from datetime import date, datetime

from examapp.adapters.databases.partitions import TABLE, add_partition, first_without_month, is_partitioned
from examapp.domain.attempt_ids import border_of_day, first_of_month, moment_of
from examapp.extensions import db
from examapp.services.core.days import SHANGHAI
from examapp.services.core.transactions import transaction

MONTHS_AHEAD = 3


def prepare_months(*, now: datetime, ahead: int = MONTHS_AHEAD) -> list[str]:
    """The job: this month and those ahead have a partition, and nothing waits for one; gives the names made.

    Nothing to do on SQLite. Running twice is harmless; when it never runs, answers are kept without a month.
    """
    with transaction() as session:
        if not is_partitioned(session.connection()):
            return []
    today = now.astimezone(SHANGHAI).date()
    made = [_add_month(first_of_month(today, number)) for number in range(ahead + 1)]
    while (waiting := _waiting()) is not None:
        made.append(_add_month(first_of_month(moment_of(waiting).astimezone(SHANGHAI).date())))
    return [name for name in made if name]


def _add_month(first: date) -> str:
    name = f"{TABLE}_{first:%Y_%m}"
    bounds = [border_of_day(day, SHANGHAI) for day in (first, first_of_month(first, 1))]
    with transaction() as session:
        return name if add_partition(session.connection(), name, *bounds) else ""


def _waiting() -> str | None:
    found = first_without_month(db.session.connection())
    db.session.commit()
    return found
