"""everybody's clock stands while an inspector has paused the quiz, and the record says from when to when and why"""

import sqlalchemy as sa
from alembic import op

revision = "0110"
down_revision = "0106"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward; no quiz of before was ever paused."""
    op.create_table(
        "quiz_pauses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("spot_quiz_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("people_count", sa.Integer(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("begun_by", sa.String(length=60), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.String(length=60), nullable=False, server_default=""),
        sa.Column("ending", sa.String(length=10), nullable=True),
        sa.CheckConstraint("ending in ('resumed', 'closed', 'lapsed')", name=op.f("ck_quiz_pauses_ending")),
        sa.CheckConstraint("(ended_at is null) = (ending is null)", name=op.f("ck_quiz_pauses_ended")),
        sa.ForeignKeyConstraint(
            ["spot_quiz_id"], ["spot_quizzes.id"], name=op.f("fk_quiz_pauses_spot_quiz_id_spot_quizzes")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quiz_pauses")),
    )
    op.create_index(op.f("ix_quiz_pauses_spot_quiz_id"), "quiz_pauses", ["spot_quiz_id"])
    op.add_column("spot_quizzes", sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("attempts", sa.Column("paused_ms", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    """Back; a clock that stands goes on with the minutes it had left, from the moment of the pause."""
    op.execute("UPDATE attempts SET deadline_ms = deadline_ms - 43200000 WHERE paused_ms IS NOT NULL")
    with op.batch_alter_table("attempts") as table:
        table.drop_column("paused_ms")
    with op.batch_alter_table("spot_quizzes") as table:
        table.drop_column("paused_at")
    op.drop_table("quiz_pauses")
