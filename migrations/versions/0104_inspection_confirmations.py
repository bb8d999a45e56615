"""each inspector confirms the results of a quiz from an own session, or sends them back"""

import sqlalchemy as sa
from alembic import op

revision = "0104"
down_revision = "0102"
branch_labels = None
depends_on = None

_TABLE = "inspection_confirmations"


def upgrade() -> None:
    """Forward; nobody knows in whose session signatures of before were drawn, so none becomes a confirmation."""
    op.create_table(
        _TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("spot_quiz_id", sa.Integer(), nullable=False),
        sa.Column("inspector_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("results_digest", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("session_mark", sa.String(length=16), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state in ('confirmed', 'sent_back')", name=op.f(f"ck_{_TABLE}_state")),
        sa.CheckConstraint("state = 'confirmed' or reason <> ''", name=op.f(f"ck_{_TABLE}_reason")),
        *[
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_{_TABLE}_{column}_{table}"))
            for column, table in (
                ("spot_quiz_id", "spot_quizzes"),
                ("inspector_id", "inspectors"),
                ("account_id", "accounts"),
            )
        ],
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{_TABLE}")),
    )
    op.create_index(op.f(f"ix_{_TABLE}_spot_quiz_id"), _TABLE, ["spot_quiz_id"])


def downgrade() -> None:
    """Back; the signatures stay, only from whose session they came is forgotten."""
    op.drop_table(_TABLE)
