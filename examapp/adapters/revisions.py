"""Which migration a database stands at, and which ones this program knows."""

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection

from examapp.paths import MIGRATIONS


def current_revision(connection: Connection) -> str | None:
    """The database's revision; None when it was never migrated."""
    return MigrationContext.configure(connection).get_current_revision()


def head_revision() -> str:
    """The newest migration of this program."""
    return ScriptDirectory(str(MIGRATIONS)).get_current_head() or ""


def is_known(revision: str) -> bool:
    """Whether this program has that migration; a database of a newer program has one that it has not."""
    return any(one.revision == revision for one in ScriptDirectory(str(MIGRATIONS)).walk_revisions())
