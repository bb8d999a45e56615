"""The database as its owner sees it: without the triggers of the audit log, for tests of what is found all the same."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import text
from sqlalchemy.engine import Connection

from examapp.extensions import db


@contextmanager
def unguarded() -> Iterator[Connection]:
    """A connection in a transaction; the triggers stay away afterwards."""
    db.session.remove()
    with db.engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            query = "select name from sqlite_master where type = 'trigger' and name like 'tr_audit%'"
            for name in connection.scalars(text(query)).all():
                connection.execute(text(f"drop trigger {name}"))
        else:
            for table in ("audit_entries", "audit_checkpoints"):
                connection.execute(text(f"alter table {table} disable trigger user"))
        yield connection
