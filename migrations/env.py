"""Run migrations on the application's engine, or write their SQL."""

from alembic import context
from flask import current_app

from examapp.extensions import Base


def run_migrations() -> None:
    """Upgrade or downgrade inside one transaction per migration."""
    engine = current_app.extensions["migrate"].db.engine
    with engine.connect() as connection:
        context.configure(
            connection=connection, target_metadata=Base.metadata, render_as_batch=True,
            compare_type=True, transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()
        if connection.in_transaction():
            connection.commit()


run_migrations()
