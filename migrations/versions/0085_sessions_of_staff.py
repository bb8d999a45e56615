"""sessions of staff know how they were opened and when they were last used"""

import sqlalchemy as sa
from alembic import op

revision = "0085"
down_revision = "0081"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward; a session from before counts as opened by neither way, and as used when it was opened."""
    op.add_column(
        "account_sessions", sa.Column("opened_by", sa.String(length=10), server_default="", nullable=False)
    )
    op.add_column("account_sessions", sa.Column("used_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Back."""
    op.drop_column("account_sessions", "used_at")
    op.drop_column("account_sessions", "opened_by")
