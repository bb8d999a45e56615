"""the end of a quiz is asked for, and comes ten seconds later unless it is taken back"""

import sqlalchemy as sa
from alembic import op

revision = "0088"
down_revision = "0086"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward; no quiz is ending."""
    with op.batch_alter_table("spot_quizzes") as table:
        table.add_column(sa.Column("closing_due_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("closing_reasons", sa.Text(), nullable=True))
        table.add_column(sa.Column("closing_by", sa.String(length=60), nullable=True))


def downgrade() -> None:
    """Back; an end that was asked for and had not come is asked for again by its inspector."""
    with op.batch_alter_table("spot_quizzes") as table:
        for name in ("closing_by", "closing_reasons", "closing_due_at"):
            table.drop_column(name)
