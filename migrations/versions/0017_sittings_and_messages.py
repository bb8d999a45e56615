"""sittings of regions, and messages to the outside: how an exam reaches people"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward; windows that exist are for everybody."""
    with op.batch_alter_table("sittings") as table:
        table.add_column(sa.Column("region_id", sa.Integer(), nullable=True))
        table.create_foreign_key(op.f("fk_sittings_region_id_regions"), "regions", ["region_id"], ["id"])
    op.create_table(
        "outside_messages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("tries", sa.SmallInteger(), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fault", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state in ('waiting', 'sent', 'given_up')", name=op.f("ck_outside_messages_state")
        ),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["candidates.id"], name=op.f("fk_outside_messages_candidate_id_candidates")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outside_messages")),
        sa.UniqueConstraint("channel", "subject", name=op.f("uq_outside_messages_channel_subject")),
    )
    op.create_index(
        "ix_outside_messages_due", "outside_messages", ["state", "next_try_at"], unique=False
    )


def downgrade() -> None:
    """Back; windows lose their region and are for everybody again, messages are lost."""
    op.drop_table("outside_messages")
    with op.batch_alter_table("sittings") as table:
        table.drop_constraint(op.f("fk_sittings_region_id_regions"), type_="foreignkey")
        table.drop_column("region_id")
