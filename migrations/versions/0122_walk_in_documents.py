"""the kind of document that a walk-in's last four stand on"""

import sqlalchemy as sa
from alembic import op

revision = "0122"
down_revision = "0121"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward; nobody was asked before."""
    op.add_column("seat_claims", sa.Column("document_kind", sa.String(length=20), nullable=True))


def downgrade() -> None:
    """Back."""
    with op.batch_alter_table("seat_claims") as batch:
        batch.drop_column("document_kind")
