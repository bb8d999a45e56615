"""what a person says of the columns of a file is kept, and remembered by the words of its header"""

import sqlalchemy as sa
from alembic import op

revision = "0120"
down_revision = "0118"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward; files that were read before have no looks and can not be read again."""
    with op.batch_alter_table("item_imports") as batch:
        batch.add_column(sa.Column("looks", sa.JSON(), nullable=False, server_default="[]"))
        batch.add_column(sa.Column("directions", sa.JSON(), nullable=False, server_default="{}"))
    with op.batch_alter_table("item_imports") as batch:
        batch.alter_column("looks", server_default=None)
        batch.alter_column("directions", server_default=None)
    op.create_table(
        "remembered_mappings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("signature", sa.String(length=64), nullable=False),
        sa.Column("mapping", sa.JSON(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_remembered_mappings_account_id_accounts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remembered_mappings")),
    )
    op.create_index(
        "ix_remembered_mappings_kind_signature", "remembered_mappings", ["kind", "signature"], unique=True
    )
    op.create_index(
        op.f("ix_remembered_mappings_account_id"), "remembered_mappings", ["account_id"], unique=False
    )


def downgrade() -> None:
    """Back; drafts stay as they were read."""
    op.drop_table("remembered_mappings")
    with op.batch_alter_table("item_imports") as batch:
        batch.drop_column("directions")
        batch.drop_column("looks")
