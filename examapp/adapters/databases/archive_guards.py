"""What makes archived attempts read-only on PostgreSQL: triggers that refuse every change, whoever asks for it.

Reading them costs nothing more. Names and bounds are our own, so they stand in the SQL as they are.
"""

from sqlalchemy import Connection, text

from examapp.adapters.databases.partitions import take_turns

# Where rows lie among others, a trigger looks at the id; opening an old result may still be noted as an event.
_GUARDED = {
    "attempts": (("UPDATE OR DELETE", "OLD.id"),),
    "attempt_results": (("INSERT", "NEW.attempt_id"), ("UPDATE OR DELETE", "OLD.attempt_id")),
    "attempt_events": (("UPDATE OR DELETE", "OLD.attempt_id"),),
}


def guard_range(connection: Connection, lower: str, upper: str) -> None:
    """Refuse changes of attempts in this range, of their results and of what is noted about them; replaces an older range."""
    free_range(connection)
    for table, guards in _GUARDED.items():
        for number, (when, column) in enumerate(guards):
            connection.execute(
                text(
                    f"CREATE TRIGGER tr_archived_{number} BEFORE {when} ON {table} FOR EACH ROW"
                    f" WHEN ({column} >= '{lower}' AND {column} < '{upper}') EXECUTE FUNCTION refuse_archived()"
                )
            )


def free_range(connection: Connection) -> None:
    """Changes are possible again; twice is once. Waits for locks a few seconds at most, as everybody would behind it."""
    take_turns(connection)
    for table, guards in _GUARDED.items():
        for number in range(len(guards)):
            connection.execute(text(f"DROP TRIGGER IF EXISTS tr_archived_{number} ON {table}"))


def freeze_partition(connection: Connection, name: str) -> None:
    """From now on every change of it is refused by the database; twice is once."""
    take_turns(connection)
    thaw_partition(connection, name)
    connection.execute(
        text(
            f"CREATE TRIGGER tr_archived BEFORE INSERT OR UPDATE OR DELETE ON {name}"
            " FOR EACH ROW EXECUTE FUNCTION refuse_archived()"
        )
    )
    connection.execute(
        text(
            f"CREATE TRIGGER tr_archived_whole BEFORE TRUNCATE ON {name}"
            " FOR EACH STATEMENT EXECUTE FUNCTION refuse_archived()"
        )
    )


def thaw_partition(connection: Connection, name: str) -> None:
    """Changes are possible again; twice is once."""
    for trigger in ("tr_archived", "tr_archived_whole"):
        connection.execute(text(f"DROP TRIGGER IF EXISTS {trigger} ON {name}"))


def has_tablespace(connection: Connection, tablespace: str) -> bool:
    """Whether the server knows it; SQLite knows none."""
    if connection.dialect.name != "postgresql":
        return False
    known = text("select exists (select from pg_tablespace where spcname = :name)")
    return connection.execute(known, {"name": tablespace}).scalar_one()


def move_to_tablespace(connection: Connection, name: str, tablespace: str) -> None:
    """Put a partition and its index on another disk."""
    quoted = connection.dialect.identifier_preparer.quote(tablespace)
    index = connection.execute(
        text("select indexrelid::regclass::text from pg_index where indrelid = to_regclass(:name)"),
        {"name": name},
    )
    connection.execute(text(f"ALTER TABLE {name} SET TABLESPACE {quoted}"))
    for (one,) in index.all():
        connection.execute(text(f"ALTER INDEX {one} SET TABLESPACE {quoted}"))
