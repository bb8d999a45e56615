"""Whether this installation holds the fictional demonstration city (said on every page and document)."""

from enum import StrEnum

from sqlalchemy import func, inspect, literal_column, select, table
from sqlalchemy.engine import Connection

from examapp.extensions import db
from examapp.models.audit import Counter

MARK = "demonstration"
# What a database of a real installation has rows in, from its first administrator on.
_REAL = ("accounts", "regions", "enterprises", "candidates")


class Holding(StrEnum):
    """What a database is: nothing yet, the invented city, or somebody's real data."""

    empty = "empty"
    demonstration = "demonstration"
    real = "real"


def is_demonstration() -> bool:
    """True when the database was filled with the demonstration city."""
    return db.session.get(Counter, MARK) is not None


def find_holding(connection: Connection) -> Holding:
    """What a database of any structure holds, an old or an unmigrated one too; it is only read."""
    present = set(inspect(connection).get_table_names())
    if "counters" in present:
        marks = select(func.count()).select_from(Counter.__table__).where(Counter.name == MARK)
        if connection.scalar(marks):
            return Holding.demonstration
    for name in _REAL:
        first = select(literal_column("1")).select_from(table(name)).limit(1)
        if name in present and connection.scalar(first):
            return Holding.real
    return Holding.empty
