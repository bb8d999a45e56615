"""what official documents of a region say of authority, legal basis and rights"""

import sqlalchemy as sa
from alembic import op

revision = "0117"
down_revision = "0110"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "region_wordings",
        sa.Column("region_id", sa.Integer(), nullable=False),
        sa.Column("authority", sa.String(length=60), nullable=False),
        sa.Column("legal_basis", sa.Text(), nullable=False),
        sa.Column("notice", sa.Text(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["region_id"], ["regions.id"], name=op.f("fk_region_wordings_region_id_regions")
        ),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"], ["accounts.id"], name=op.f("fk_region_wordings_confirmed_by_id_accounts")
        ),
        sa.PrimaryKeyConstraint("region_id", name=op.f("pk_region_wordings")),
    )


def downgrade() -> None:
    """Back."""
    op.drop_table("region_wordings")
