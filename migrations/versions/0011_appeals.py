"""appeals"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "disputes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.String(length=80), nullable=False),
        sa.Column("item_revision", sa.Integer(), nullable=False),
        sa.Column("open_key", sa.String(length=100), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("effect", sa.String(length=12), nullable=True),
        sa.Column("key", sa.JSON(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=True),
        sa.Column("ruled_by_id", sa.Integer(), nullable=True),
        sa.Column("ruled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed_results", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "effect is null or effect in ('keep', 'change_key', 'void', 'all_correct')",
            name=op.f("ck_disputes_effect"),
        ),
        sa.CheckConstraint("state in ('open', 'proposed', 'ruled')", name=op.f("ck_disputes_state")),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"], ["accounts.id"], name=op.f("fk_disputes_proposed_by_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["ruled_by_id"], ["accounts.id"], name=op.f("fk_disputes_ruled_by_id_accounts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disputes")),
        sa.UniqueConstraint("open_key", name=op.f("uq_disputes_open_key")),
    )
    op.create_index(op.f("ix_disputes_item_id"), "disputes", ["item_id"], unique=False)
    op.create_table(
        "appeals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dispute_id", sa.Integer(), nullable=False),
        sa.Column("attempt_id", sa.String(length=32), nullable=False),
        sa.Column("slot", sa.SmallInteger(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempts.id"], name=op.f("fk_appeals_attempt_id_attempts")),
        sa.ForeignKeyConstraint(["dispute_id"], ["disputes.id"], name=op.f("fk_appeals_dispute_id_disputes")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeals")),
        sa.UniqueConstraint("attempt_id", "slot", name=op.f("uq_appeals_attempt_id_slot")),
    )
    op.create_index(op.f("ix_appeals_dispute_id"), "appeals", ["dispute_id"], unique=False)
    op.create_table(
        "item_rulings",
        sa.Column("item_id", sa.String(length=80), nullable=False),
        sa.Column("item_revision", sa.Integer(), nullable=False),
        sa.Column("effect", sa.String(length=12), nullable=False),
        sa.Column("key", sa.JSON(), nullable=False),
        sa.Column("dispute_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["dispute_id"], ["disputes.id"], name=op.f("fk_item_rulings_dispute_id_disputes")
        ),
        sa.PrimaryKeyConstraint("item_id", "item_revision", name=op.f("pk_item_rulings")),
    )
    op.create_table(
        "notices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["candidates.id"], name=op.f("fk_notices_candidate_id_candidates")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
        sa.UniqueConstraint("candidate_id", "subject", name=op.f("uq_notices_candidate_id_subject")),
    )


def downgrade() -> None:
    """Back; appeals, rulings and notices are lost, results and their versions stay."""
    op.drop_table("notices")
    op.drop_table("item_rulings")
    op.drop_table("appeals")
    op.drop_table("disputes")
