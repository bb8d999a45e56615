"""Run migrations on the application's engine, or write their SQL."""

from contextlib import contextmanager

from alembic import context
from flask import current_app

from examapp.adapters.databases.partitions import is_own_table
from examapp.extensions import Base


def run_migrations() -> None:
    """Upgrade or downgrade inside one transaction per migration; all in the caller's, when it gives a connection."""
    given = context.config.attributes.get("connection")
    if given is not None:
        context.configure(connection=given, target_metadata=Base.metadata)
        context.run_migrations()
        return
    engine = current_app.extensions["migrate"].db.engine
    with engine.connect() as connection, _without_checks_at_each_row(connection):
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=True,
            compare_type=True,
            transaction_per_migration=True,
            on_version_apply=_refuse_orphans,
            include_name=is_own_table,
        )
        with context.begin_transaction():
            context.run_migrations()
        if connection.in_transaction():
            connection.commit()


@contextmanager
def _without_checks_at_each_row(connection):
    # SQLite changes a table by copying it; dropping the old one would break every row that refers to it, though the copy
    # is there a moment later. The switch works only outside a transaction, hence on the driver's own connection.
    driver = connection.connection.driver_connection
    if connection.dialect.name != "sqlite":
        yield
        return
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys=ON")


def _refuse_orphans(ctx, **_) -> None:
    if ctx.dialect.name == "sqlite":
        orphans = ctx.connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        if orphans:
            raise RuntimeError(f"the migration would leave rows without what they refer to: {orphans[:5]}")


run_migrations()
