"""answers by month"""

from alembic import op

revision = "0022"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward, on PostgreSQL: the table there is becomes the part of the ids without time; no row is copied."""
    if op.get_bind().dialect.name != "postgresql":
        return
    for statement in (
        "ALTER TABLE attempt_steps RENAME TO attempt_steps_older",
        "ALTER TABLE attempt_steps_older RENAME CONSTRAINT pk_attempt_steps TO pk_attempt_steps_older",
        "CREATE TABLE attempt_steps (LIKE attempt_steps_older INCLUDING DEFAULTS INCLUDING STORAGE)"
        " PARTITION BY RANGE (attempt_id)",
        *_keys("attempt_steps"),
        "CREATE TABLE attempt_steps_rest PARTITION OF attempt_steps DEFAULT",
        # Only where somebody went back and comes forward again: ids with a time wait for their month.
        "WITH moved AS (DELETE FROM attempt_steps_older WHERE attempt_id >= 't' RETURNING *)"
        " INSERT INTO attempt_steps SELECT * FROM moved",
        "ALTER TABLE attempt_steps ATTACH PARTITION attempt_steps_older FOR VALUES FROM (MINVALUE) TO ('t')",
    ):
        op.execute(statement)


def downgrade() -> None:
    """Back: everything into one table again; this copies every row."""
    if op.get_bind().dialect.name != "postgresql":
        return
    for statement in (
        "CREATE TABLE attempt_steps_whole (LIKE attempt_steps INCLUDING DEFAULTS INCLUDING STORAGE)",
        "INSERT INTO attempt_steps_whole SELECT * FROM attempt_steps",
        "DROP TABLE attempt_steps",
        "ALTER TABLE attempt_steps_whole RENAME TO attempt_steps",
        *_keys("attempt_steps"),
    ):
        op.execute(statement)


def _keys(table: str) -> tuple[str, str]:
    return (
        f"ALTER TABLE {table} ADD CONSTRAINT pk_attempt_steps PRIMARY KEY (attempt_id, client_id)",
        f"ALTER TABLE {table} ADD CONSTRAINT fk_attempt_steps_attempt_id_attempts"
        " FOREIGN KEY (attempt_id) REFERENCES attempts (id)",
    )
