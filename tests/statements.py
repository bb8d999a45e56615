"""SQL statements as the driver sees them, whoever sent them: ORM, Core or the raw cursor; BEGIN and COMMIT are not counted."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from sqlalchemy import event
from sqlalchemy.engine import Engine

from examapp.extensions import db

_CONTROL = ("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA", "SAVEPOINT", "RELEASE")


class Statements(list):
    """The texts, in order; two statements sent in one go are two."""

    def add(self, sent: str) -> None:
        """Note what was sent in one go."""
        for text in sent.strip().rstrip(";").split(";"):
            if not text.strip().upper().startswith(_CONTROL):
                self.append(" ".join(text.split()))


@contextmanager
def counted_statements(engine: Engine) -> Iterator[Statements]:
    """Count on the connections that the engine opens from here on; clear the list to begin anew."""
    seen = Statements()

    class Counting(psycopg.Cursor):
        """A cursor that tells."""

        def execute(self, query, *arguments, **named):
            """Note, then run."""
            seen.add(query if isinstance(query, str) else str(query))
            return super().execute(query, *arguments, **named)

    def watch(connection, _record) -> None:
        if isinstance(connection, psycopg.Connection):
            connection.cursor_factory = Counting
        else:
            connection.set_trace_callback(seen.add)

    engine.dispose()
    event.listen(engine, "connect", watch)
    try:
        yield seen
    finally:
        event.remove(engine, "connect", watch)
        engine.dispose()


@contextmanager
def statements() -> Iterator[list[str]]:
    """What the open connections send inside an app context, in order, as SQLAlchemy writes it: no connection is closed."""
    said: list[str] = []

    def note(_connection, _cursor, statement, *_more) -> None:
        said.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield said
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
