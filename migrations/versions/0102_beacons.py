"""the public random number that a draw took in, as it was fetched"""

import sqlalchemy as sa
from alembic import op

revision = "0102"
down_revision = "0101"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward; no draw of before had one."""
    op.add_column(
        "spot_quizzes",
        sa.Column("beacon_randomness", sa.String(length=64), nullable=False, server_default=""),
    )


def downgrade() -> None:
    """Back; what was drawn stands on the records."""
    op.drop_column("spot_quizzes", "beacon_randomness")
