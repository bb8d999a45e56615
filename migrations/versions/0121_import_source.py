"""the lines of an imported text are kept beside what was read of them"""

import sqlalchemy as sa
from alembic import op

revision = "0121"
down_revision = "0120"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward; texts that were read before have no lines."""
    with op.batch_alter_table("item_imports") as batch:
        batch.add_column(sa.Column("source", sa.JSON(), nullable=False, server_default="[]"))
    with op.batch_alter_table("item_imports") as batch:
        batch.alter_column("source", server_default=None)


def downgrade() -> None:
    """Back; drafts stay as they were read."""
    with op.batch_alter_table("item_imports") as batch:
        batch.drop_column("source")
