"""inspection imports"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.add_column(
        "inspections", sa.Column("source_number", sa.String(length=60), server_default="", nullable=False)
    )


def downgrade() -> None:
    """Back."""
    with op.batch_alter_table("inspections") as table:
        table.drop_column("source_number")
