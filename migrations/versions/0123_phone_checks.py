"""the outcome of the one-minute check of a person's own phone"""

import sqlalchemy as sa
from alembic import op

revision = "0123"
down_revision = "0122"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward; nobody's outcome was kept before."""
    op.create_table(
        "phone_checks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("outcome in ('able', 'online', 'tablet')", name=op.f("ck_phone_checks_outcome")),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["candidates.id"], name=op.f("fk_phone_checks_candidate_id_candidates")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phone_checks")),
        sa.UniqueConstraint("candidate_id", name=op.f("uq_phone_checks_candidate_id")),
    )
    op.create_index(op.f("ix_phone_checks_checked_at"), "phone_checks", ["checked_at"])


def downgrade() -> None:
    """Back; whoever tried may try again."""
    op.drop_table("phone_checks")
