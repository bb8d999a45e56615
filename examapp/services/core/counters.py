"""Gapless numbers, taken inside the transaction that uses them."""

from sqlalchemy import func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from examapp.extensions import db
from examapp.models.audit import Counter

# Where new series begin after a backup was restored (services/upkeep/restores.py); absent otherwise.
FLOOR = "floor"


def is_series(name: str) -> bool:
    """Whether a counter numbers things that people hold; the others only mark something."""
    return ":" in name


def next_number(name: str) -> int:
    """The next number of this name, starting at 1; rolls back with its transaction."""
    dialect = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
    floor = select(func.coalesce(func.max(Counter.value), 0)).where(Counter.name == FLOOR).scalar_subquery()
    db.session.execute(dialect.insert(Counter).values(name=name, value=floor).on_conflict_do_nothing())
    db.session.execute(update(Counter).where(Counter.name == name).values(value=Counter.value + 1))
    return db.session.scalar(select(Counter.value).where(Counter.name == name))
