"""Which migration a database stands at, and which ones this program knows."""

from collections.abc import Iterator
from contextlib import contextmanager

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.engine import Connection, Engine

from examapp.paths import MIGRATIONS

_MIGRATION_LOCK = 7_230_002


def current_revision(connection: Connection) -> str | None:
    """The database's revision; None when it was never migrated."""
    return MigrationContext.configure(connection).get_current_revision()


def head_revision() -> str:
    """The newest migration of this program."""
    return ScriptDirectory(str(MIGRATIONS)).get_current_head() or ""


def list_steps(before: str | None) -> list[str]:
    """The migrations that lead from a revision to the newest one, in their order."""
    script = ScriptDirectory(str(MIGRATIONS))
    steps = [step.revision for step in script.iterate_revisions("head", before or "base")]
    return steps[::-1]


def is_known(revision: str) -> bool:
    """Whether this program has that migration; a database of a newer program has one that it has not."""
    return any(one.revision == revision for one in ScriptDirectory(str(MIGRATIONS)).walk_revisions())


@contextmanager
def one_at_a_time(engine: Engine) -> Iterator[None]:
    """Only one process migrates and fills a database; the others wait here. A SQLite installation has one process anyway."""
    if engine.dialect.name != "postgresql":
        yield
        return
    with engine.begin() as connection:
        # However short the server's patience with locks is: a first start takes its time.
        connection.execute(text("set local lock_timeout = 0"))
        # It ends with its transaction, also behind a pooler that gives connections away in between.
        connection.execute(text("select pg_advisory_xact_lock(:key)"), {"key": _MIGRATION_LOCK})
        yield
