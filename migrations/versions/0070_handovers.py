"""handovers"""

import sqlalchemy as sa
from alembic import op

revision = "0070"
down_revision = "0067"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward; `spot_quizzes.tablet_pin_hash` stays for programs of the release before that still run."""
    op.create_table(
        "handovers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("account_session_id", sa.Integer(), nullable=False),
        sa.Column("spot_quiz_id", sa.Integer(), nullable=False),
        sa.Column("pin_hash", sa.String(length=200), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("seat_hash", sa.String(length=64), nullable=True),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ending", sa.String(length=10), nullable=True),
        sa.CheckConstraint(
            "ending in ('pin', 'locked', 'recalled', 'expired')", name=op.f("ck_handovers_ending")
        ),
        sa.CheckConstraint("(ended_at is null) = (ending is null)", name=op.f("ck_handovers_ended")),
        sa.ForeignKeyConstraint(
            ["account_session_id"],
            ["account_sessions.id"],
            name=op.f("fk_handovers_account_session_id_account_sessions"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["spot_quiz_id"], ["spot_quizzes.id"], name=op.f("fk_handovers_spot_quiz_id_spot_quizzes")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handovers")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_handovers_token_hash")),
    )
    op.create_index(op.f("ix_handovers_account_session_id"), "handovers", ["account_session_id"])
    op.create_index(op.f("ix_handovers_spot_quiz_id"), "handovers", ["spot_quiz_id"])


def downgrade() -> None:
    """Back; a tablet that is out is then nobody's, and its inspector signs in again."""
    op.drop_table("handovers")
