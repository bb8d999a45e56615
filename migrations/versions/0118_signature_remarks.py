"""beside a signature: the firm's opinion, whether certificate and rights were shown and told, who saw a refusal"""

import sqlalchemy as sa
from alembic import op

revision = "0118"
down_revision = "0117"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward; of before nothing is known: nobody was asked."""
    with op.batch_alter_table("signatures") as table:
        table.add_column(sa.Column("witness", sa.String(length=60), nullable=False, server_default=""))
        table.add_column(sa.Column("notice_confirmed", sa.Boolean(), nullable=True))
        table.add_column(sa.Column("opinion", sa.String(length=300), nullable=True))


def downgrade() -> None:
    """Back."""
    with op.batch_alter_table("signatures") as table:
        for name in ("opinion", "notice_confirmed", "witness"):
            table.drop_column(name)
