"""archive of attempts"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

_REFUSE = """
create function refuse_archived() returns trigger language plpgsql as $$
begin
    raise exception 'archived attempts are read-only' using errcode = 'XA001';
end $$
"""


def upgrade() -> None:
    """Forward; nothing is archived yet."""
    op.create_table(
        "attempt_archives",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("before", sa.Date(), nullable=False),
        sa.Column("lower_id", sa.String(length=32), nullable=False),
        sa.Column("upper_id", sa.String(length=32), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=60), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt_archives")),
        sa.CheckConstraint("lower_id < upper_id", name=op.f("ck_attempt_archives_range")),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(_REFUSE)


def downgrade() -> None:
    """Back; what was archived can be changed again."""
    op.drop_table("attempt_archives")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_archived() CASCADE")
