"""freezes of a draw, the enterprise's numbers, sealed seeds; quizzes of before keep the draw they began with"""

import sqlalchemy as sa
from alembic import op

revision = "0100"
down_revision = "0097"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward; every quiz that is there finishes under v1."""
    op.add_column(
        "spot_quizzes", sa.Column("algorithm", sa.String(length=4), nullable=False, server_default="v1")
    )
    op.add_column("spot_quizzes", sa.Column("seed_people_sealed", sa.LargeBinary(), nullable=True))
    op.add_column("spot_quizzes", sa.Column("seed_papers_sealed", sa.LargeBinary(), nullable=True))
    op.add_column("spot_quizzes", sa.Column("number_token", sa.String(length=43), nullable=True))
    op.create_index(op.f("ix_spot_quizzes_number_token"), "spot_quizzes", ["number_token"], unique=True)
    op.create_table(
        "draw_freezes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("spot_quiz_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("commitment", sa.String(length=64), nullable=False),
        sa.Column("people", sa.Text(), nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["spot_quiz_id"], ["spot_quizzes.id"], name=op.f("fk_draw_freezes_spot_quiz_id_spot_quizzes")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draw_freezes")),
        sa.UniqueConstraint("spot_quiz_id", "number", name=op.f("uq_draw_freezes_spot_quiz_id_number")),
    )
    op.create_index(op.f("ix_draw_freezes_spot_quiz_id"), "draw_freezes", ["spot_quiz_id"])
    op.create_table(
        "enterprise_numbers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("spot_quiz_id", sa.Integer(), nullable=False),
        sa.Column("value", sa.String(length=40), nullable=False),
        sa.Column("how", sa.String(length=10), nullable=False),
        sa.Column("given_by", sa.String(length=60), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("how in ('phone', 'tablet', 'waived')", name=op.f("ck_enterprise_numbers_how")),
        sa.CheckConstraint("(how = 'waived') = (value = '')", name=op.f("ck_enterprise_numbers_value")),
        sa.ForeignKeyConstraint(
            ["spot_quiz_id"],
            ["spot_quizzes.id"],
            name=op.f("fk_enterprise_numbers_spot_quiz_id_spot_quizzes"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enterprise_numbers")),
    )
    op.create_index(op.f("ix_enterprise_numbers_spot_quiz_id"), "enterprise_numbers", ["spot_quiz_id"])


def downgrade() -> None:
    """Back; a quiz under v2 cannot go on under the older program, its record stays as it was printed."""
    op.drop_table("enterprise_numbers")
    op.drop_table("draw_freezes")
    op.drop_index(op.f("ix_spot_quizzes_number_token"), table_name="spot_quizzes")
    for column in ("number_token", "seed_papers_sealed", "seed_people_sealed", "algorithm"):
        op.drop_column("spot_quizzes", column)
