"""documents follow their records and certificates: the address that a document to be printed shows"""

import sqlalchemy as sa
from alembic import op

revision = "0060"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward; every document that there is was made together with its row and needs no address any more."""
    for name in ("records", "certificates"):
        with op.batch_alter_table(name) as table:
            table.add_column(sa.Column("base_url", sa.String(length=300), nullable=False, server_default=""))


def downgrade() -> None:
    """Back; documents not printed until now are missing for the older program, their content is not."""
    for name in ("certificates", "records"):
        with op.batch_alter_table(name) as table:
            table.drop_column("base_url")
