"""Reports read from a replica: how old it is, told by a mark that the workers renew in the database and that travels with it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite

from examapp.extensions import COPY, db, reading_copy
from examapp.models.audit import Counter
from examapp.services.core.transactions import transaction

MARK = "heartbeat"
BEAT_SECONDS = 20
# Younger than this nobody needs to be told.
OLD = timedelta(seconds=60)
# Seconds are counted from here, so that they fit the column for a long time.
_EPOCH = datetime(2020, 1, 1, tzinfo=UTC)


def is_set() -> bool:
    """Whether reports have a replica."""
    return COPY in db.engines


@contextmanager
def reading() -> Iterator[None]:
    """What is read inside comes from the replica; nothing can be written there."""
    token = reading_copy.set(True)
    try:
        yield
    finally:
        reading_copy.reset(token)


def beat(*, now: datetime) -> bool:
    """Renew the mark when it is older than a beat; False when another worker has just done so."""
    seconds = int((now - _EPOCH).total_seconds())
    held = db.session.scalar(select(Counter.value).where(Counter.name == MARK))
    if held is not None and held > seconds - BEAT_SECONDS:
        return False
    dialect = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    with transaction() as session:
        session.execute(dialect.insert(Counter).values(name=MARK, value=0).on_conflict_do_nothing())
        done = session.execute(
            update(Counter).where(Counter.name == MARK, Counter.value < seconds).values(value=seconds)
        )
        return done.rowcount == 1


def read_mark() -> datetime | None:
    """The newest mark of the database that is being read."""
    seconds = db.session.scalar(select(Counter.value).where(Counter.name == MARK))
    return None if seconds is None else moment_of_mark(seconds)


def moment_of_mark(seconds: int) -> datetime:
    """The moment that a mark stands for."""
    return _EPOCH + timedelta(seconds=seconds)


def told_age(original: datetime | None, copied: datetime | None) -> datetime | None:
    """The moment to tell people when the replica lags behind; None while it is as good as the original."""
    if original is None or copied is None or original - copied <= OLD:
        return None
    return copied
