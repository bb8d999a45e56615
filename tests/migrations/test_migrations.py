"""Migrations go forward, back and forward again on both databases, and the head equals the models."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect

from examapp.adapters.databases.partitions import is_own_table
from examapp.app import create_app
from examapp.extensions import Base, db
from examapp.paths import MIGRATIONS


def test_down_to_nothing_and_up_again(app):
    db.session.remove()
    downgrade(directory=str(MIGRATIONS), revision="base")
    assert set(inspect(db.engine).get_table_names()) <= {"alembic_version", "sqlite_sequence"}
    upgrade(directory=str(MIGRATIONS))
    assert set(Base.metadata.tables) <= set(inspect(db.engine).get_table_names())


def test_the_head_is_what_the_models_say(app):
    with db.engine.connect() as connection:
        differences = compare_metadata(
            MigrationContext.configure(connection, opts={"compare_type": True, "include_name": is_own_table}),
            Base.metadata,
        )
    assert differences == []


def test_the_application_starts_on_a_migrated_database(app):
    assert create_app(app.extensions["settings"]).url_map
