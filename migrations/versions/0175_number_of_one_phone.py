"""the enterprise's number belongs to the phone that sent it first

Numbers of before belong to no phone: whoever sends the next one owns it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0175"
down_revision = "0152"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    with op.batch_alter_table("enterprise_numbers") as batch:
        batch.add_column(sa.Column("phone", sa.String(43), nullable=False, server_default=""))


def downgrade() -> None:
    """Back."""
    with op.batch_alter_table("enterprise_numbers") as batch:
        batch.drop_column("phone")
