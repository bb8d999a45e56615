"""node clocks: what each machine takes for the right time"""

import sqlalchemy as sa
from alembic import op

revision = "0061"
down_revision = "0060"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward; each machine writes its row when it starts."""
    op.create_table(
        "node_clocks",
        sa.Column("mark", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("offset_ms", sa.BigInteger(), nullable=False),
        sa.Column("disagreement_ms", sa.BigInteger(), nullable=False),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("mark", name=op.f("pk_node_clocks")),
    )


def downgrade() -> None:
    """Back; the rows only tell of the present start of each machine."""
    op.drop_table("node_clocks")
