"""What a whole database holds: counts of every table, the last saved answer, the end of the audit log."""

from dataclasses import dataclass

from sqlalchemy import MetaData, Table, func, inspect, select
from sqlalchemy.engine import Connection

from examapp.adapters.databases.partitions import is_own_table
from examapp.adapters.databases.revisions import current_revision
from examapp.models.attempts import AttemptStep
from examapp.models.audit import AuditEntry, Counter
from examapp.models.faces import FaceConsent

# Counted, but no content: the mark of the migrations.
MARK = "alembic_version"


def count_rows(connection: Connection) -> dict[str, int]:
    """Rows of every table that is there, also of tables that this version of the program does not know.

    The months that PostgreSQL keeps the answers in are counted with their table.
    """
    found = set(inspect(connection).get_table_names()) - {MARK}
    names = sorted(name for name in found if is_own_table(name, "table", None))
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


@dataclass(frozen=True)
class Present:
    """What a database that is about to be replaced knows and the backup does not. `withdrawn`: ids of consents taken back."""

    counters: dict[str, int]
    later_steps: int
    withdrawn: frozenset[int]


def look_past(connection: Connection, last_step_ms: int | None) -> Present:
    """The last number of every series, how many answers came after the backup's last one, and which consents are over."""
    steps = select(func.count()).select_from(AttemptStep).where(AttemptStep.received_ms > (last_step_ms or 0))
    over = select(FaceConsent.id).where(FaceConsent.withdrawn_at.is_not(None))
    rows = connection.execute(select(Counter.name, Counter.value)).all()
    return Present(
        counters={row.name: row.value for row in rows},
        later_steps=connection.scalar(steps) or 0,
        withdrawn=frozenset(connection.scalars(over)),
    )
