"""the audit log is keyed and insert-only; a checkpoint ends the chain of before; signing keys are vouched for"""

import sqlalchemy as sa
from alembic import op

revision = "0097"
down_revision = "0096"
branch_labels = None
depends_on = None

_TABLES = ("audit_entries", "audit_checkpoints")
_WORDS = "the audit log is only ever added to"


def upgrade() -> None:
    """Forward; what stands in the log stays as it is, the program writes the checkpoint with its key."""
    op.add_column("audit_entries", sa.Column("mac", sa.String(length=64), nullable=True))
    op.add_column("audit_entries", sa.Column("mac_key", sa.String(length=16), nullable=True))
    op.add_column("signing_keys", sa.Column("mac", sa.String(length=64), nullable=True))
    op.add_column("signing_keys", sa.Column("mac_key", sa.String(length=16), nullable=True))
    op.create_table(
        "audit_checkpoints",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("last_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("broken_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("jws", sa.Text(), nullable=False),
        sa.Column("mac", sa.String(length=64), nullable=False),
        sa.Column("mac_key", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_checkpoints")),
    )
    if op.get_bind().dialect.name == "sqlite":
        for table in _TABLES:
            _guard_sqlite(table)
    else:
        _guard_postgres()


def _guard_sqlite(table: str) -> None:
    """INSERT OR REPLACE deletes without a word on some connections, so a known number is refused too."""
    refuse = f"begin select raise(abort, '{_WORDS}'); end"
    op.execute(f"create trigger tr_{table}_update before update on {table} {refuse}")
    op.execute(f"create trigger tr_{table}_delete before delete on {table} {refuse}")
    op.execute(
        f"create trigger tr_{table}_again before insert on {table}"
        f" when exists (select 1 from {table} where id = new.id) {refuse}"
    )


def _guard_postgres() -> None:
    op.execute(
        "create function refuse_rewriting() returns trigger language plpgsql as $$"
        f" begin raise exception '{_WORDS}' using errcode = 'insufficient_privilege'; end $$"
    )
    for table in _TABLES:
        op.execute(
            f"create trigger tr_{table}_change before update or delete on {table}"
            " for each row execute function refuse_rewriting()"
        )
        op.execute(
            f"create trigger tr_{table}_truncate before truncate on {table}"
            " for each statement execute function refuse_rewriting()"
        )


def downgrade() -> None:
    """Back; the digests chain the entries as before."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    for table in _TABLES:
        for name in ("update", "delete", "again") if sqlite else ("change", "truncate"):
            op.execute(f"drop trigger tr_{table}_{name}" + ("" if sqlite else f" on {table}"))
    if not sqlite:
        op.execute("drop function refuse_rewriting()")
    op.drop_table("audit_checkpoints")
    for table in ("signing_keys", "audit_entries"):
        with op.batch_alter_table(table) as batch:
            batch.drop_column("mac_key")
            batch.drop_column("mac")
