"""What a whole database holds: counts of every table, the last saved answer, the end of the audit log."""

from sqlalchemy import MetaData, Table, func, inspect, select
from sqlalchemy.engine import Connection

from examapp.adapters.revisions import current_revision
from examapp.models.attempts import AttemptStep
from examapp.models.audit import AuditEntry, Counter

# Counted, but no content: the mark of the migrations.
MARK = "alembic_version"


def count_rows(connection: Connection) -> dict[str, int]:
    """Rows of every table that is there, also of tables that this version of the program does not know."""
    names = sorted(set(inspect(connection).get_table_names()) - {MARK})
    return {
        name: connection.scalar(select(func.count()).select_from(Table(name, MetaData()))) for name in names
    }


def describe_database(connection: Connection) -> dict:
    """The facts that a backup's manifest tells; call it on a snapshot."""
    counts = count_rows(connection)
    last = select(AuditEntry.id, AuditEntry.digest).order_by(AuditEntry.id.desc()).limit(1)
    head = connection.execute(last).first() if "audit_entries" in counts else None
    steps = select(func.max(AttemptStep.received_ms))
    return {
        "revision": current_revision(connection),
        "counts": counts,
        "last_step_ms": connection.scalar(steps) if "attempt_steps" in counts else None,
        "audit": {"entries": head.id if head else 0, "head": head.digest if head else ""},
    }


def read_counters(connection: Connection) -> dict[str, int]:
    """The last number given of every series."""
    if "counters" not in inspect(connection).get_table_names():
        return {}
    rows = connection.execute(select(Counter.name, Counter.value)).all()
    return {row.name: row.value for row in rows}


def count_steps_after(connection: Connection, moment_ms: int) -> int:
    """Steps that were received after a moment."""
    if "attempt_steps" not in inspect(connection).get_table_names():
        return 0
    query = select(func.count()).select_from(AttemptStep).where(AttemptStep.received_ms > moment_ms)
    return connection.scalar(query) or 0
