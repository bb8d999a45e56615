"""At head the audit log is insert-only on both databases: rebuilding a table loses its triggers unseen."""

from sqlalchemy import text

from examapp.extensions import db

TABLES = ("audit_entries", "audit_checkpoints")
WANTED = {"sqlite": ("again", "delete", "update"), "postgresql": ("change", "truncate")}
LISTS = {
    "sqlite": "select name from sqlite_master where type = 'trigger' and tbl_name = :table",
    "postgresql": "select tgname from pg_trigger where tgrelid = cast(:table as regclass) and tgenabled = 'O'",
}


def test_the_triggers_of_the_audit_log_are_there_at_head(app):
    kind = db.engine.dialect.name
    for table in TABLES:
        names = set(db.session.scalars(text(LISTS[kind]), {"table": table}))
        assert {f"tr_{table}_{when}" for when in WANTED[kind]} <= names


def test_a_replaced_row_counts_as_deleted_on_every_connection(app):
    if db.engine.dialect.name == "sqlite":
        assert db.session.scalar(text("pragma recursive_triggers")) == 1
