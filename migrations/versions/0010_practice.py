"""practice"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "practice_runs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.String(length=36), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("paper", sa.Text(), nullable=False),
        sa.Column("cut_score", sa.SmallInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind in ('topic', 'daily', 'wrong', 'mock')", name=op.f("ck_practice_runs_kind")),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["candidates.id"], name=op.f("fk_practice_runs_candidate_id_candidates")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practice_runs")),
        sa.UniqueConstraint("client_id", name=op.f("uq_practice_runs_client_id")),
    )
    op.create_index("ix_practice_runs_candidate_id", "practice_runs", ["candidate_id"])
    op.create_index("uq_practice_runs_daily", "practice_runs", ["candidate_id", "day"], unique=True)
    op.create_table(
        "practice_answers",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.SmallInteger(), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.String(length=80), nullable=False),
        sa.Column("topic", sa.String(length=30), nullable=False),
        sa.Column("response", sa.Text(), nullable=False),
        sa.Column("correct", sa.Boolean(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["candidates.id"], name=op.f("fk_practice_answers_candidate_id_candidates")
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["practice_runs.id"], name=op.f("fk_practice_answers_run_id_practice_runs")
        ),
        sa.PrimaryKeyConstraint("run_id", "place", name=op.f("pk_practice_answers")),
    )
    op.create_index(
        "ix_practice_answers_candidate_id_answered_at", "practice_answers", ["candidate_id", "answered_at"]
    )
    op.create_table(
        "reserved_items",
        sa.Column("item_id", sa.String(length=80), nullable=False),
        sa.Column("reserved_by_id", sa.Integer(), nullable=True),
        sa.Column("reserved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"], ["bank_items.id"], name=op.f("fk_reserved_items_item_id_bank_items")
        ),
        sa.ForeignKeyConstraint(
            ["reserved_by_id"], ["accounts.id"], name=op.f("fk_reserved_items_reserved_by_id_accounts")
        ),
        sa.PrimaryKeyConstraint("item_id", name=op.f("pk_reserved_items")),
    )


def downgrade() -> None:
    """Back; practice and the marks of reserved items are lost, exams and results are not touched."""
    op.drop_table("reserved_items")
    op.drop_table("practice_answers")
    op.drop_table("practice_runs")
