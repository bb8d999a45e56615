"""The months of the answers on PostgreSQL: one partition of `attempt_steps` each, by the time in the attempt's id.

Names come from this module and bounds from domain.attempt_ids only, so they stand in the SQL as they are.
"""

import re
from dataclasses import dataclass

from sqlalchemy import Connection, text

TABLE = "attempt_steps"
OLDER, REST = f"{TABLE}_older", f"{TABLE}_rest"
# Any number that all of us take: two machines never change the partitions at once.
_LOCK = 0x657861_6D31
PATIENCE = "5s"
_BOUNDS = re.compile(r"FROM \((?:'(\w*)'|MINVALUE)\) TO \('(\w+)'\)")
_LIST = """
select c.relname, pg_get_expr(c.relpartbound, c.oid),
       exists (select 1 from pg_trigger t where t.tgrelid = c.oid and t.tgname = 'tr_archived')
from pg_inherits i join pg_class c on c.oid = i.inhrelid
where i.inhparent = to_regclass(:parent) order by c.relname
"""


@dataclass(frozen=True, slots=True)
class Partition:
    """Answers of attempts with ids from `lower` (inclusive) to `upper`; `frozen` ones refuse every change."""

    name: str
    lower: str
    upper: str
    frozen: bool


def is_own_table(name: str | None, kind: str, _parents: object) -> bool:
    """For comparing a database with the models: partitions stand in none of them."""
    return kind != "table" or name is None or not name.startswith(f"{TABLE}_")


def is_partitioned(connection: Connection) -> bool:
    """Whether this database keeps the answers by month; SQLite keeps them in one table."""
    return connection.dialect.name == "postgresql"


def list_partitions(connection: Connection) -> list[Partition]:
    """Partitions with bounds, in the order of time; without the one that takes what has no month yet."""
    found = []
    for name, bounds, frozen in connection.execute(text(_LIST), {"parent": TABLE}):
        if match := _BOUNDS.search(bounds):
            found.append(Partition(name, match[1] or "", match[2], frozen))
    return sorted(found, key=lambda one: one.lower)


def add_partition(connection: Connection, name: str, lower: str, upper: str) -> bool:
    """Make one and move there what waited for it; False when it is there already. Call inside a transaction.

    Saving answers goes on meanwhile: attaching a table that exists takes no lock that an answer needs, unless that
    answer has no month of its own. Waits a few seconds for locks at most, because everybody else would wait behind.
    """
    take_turns(connection)
    if connection.execute(text("select to_regclass(:name)"), {"name": name}).scalar() is not None:
        return False
    month = f"attempt_id >= '{lower}' AND attempt_id < '{upper}'"
    kept = "INCLUDING DEFAULTS INCLUDING INDEXES INCLUDING STORAGE"
    for statement in (
        f"CREATE TABLE {name} (LIKE {TABLE} {kept})",
        f"LOCK TABLE {REST} IN ACCESS EXCLUSIVE MODE",
        f"WITH moved AS (DELETE FROM {REST} WHERE {month} RETURNING *)"  # nosec B608 # noqa: S608
        f" INSERT INTO {name} SELECT * FROM moved",
        f"ALTER TABLE {TABLE} ATTACH PARTITION {name} FOR VALUES FROM ('{lower}') TO ('{upper}')",
    ):
        connection.execute(text(statement))
    return True


def first_without_month(connection: Connection) -> str | None:
    """The earliest attempt id whose answers have no month yet."""
    return connection.execute(text(f"SELECT min(attempt_id) FROM {REST}")).scalar()  # nosec B608 # noqa: S608


def take_turns(connection: Connection) -> None:
    """Nobody else changes partitions until this transaction ends; waits for locks a few seconds at most."""
    connection.execute(text(f"SET LOCAL lock_timeout = '{PATIENCE}'"))
    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
