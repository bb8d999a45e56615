"""Gapless numbers, taken inside the transaction that uses them."""

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite

from examapp.extensions import db
from examapp.models.audit import Counter


def next_number(name: str) -> int:
    """The next number of this name, starting at 1; rolls back with its transaction."""
    dialect = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
    db.session.execute(dialect.insert(Counter).values(name=name, value=0).on_conflict_do_nothing())
    db.session.execute(update(Counter).where(Counter.name == name).values(value=Counter.value + 1))
    return db.session.scalar(select(Counter.value).where(Counter.name == name))
