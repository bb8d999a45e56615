"""moved files"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward: documents and pictures may lie outside; certificates learn the digest of their document when moved."""
    with op.batch_alter_table("certificates") as table:
        table.add_column(sa.Column("document_digest", sa.String(length=64), nullable=True))
        table.alter_column("document", existing_type=sa.LargeBinary(), nullable=True)
    with op.batch_alter_table("item_pictures") as table:
        table.alter_column("content", existing_type=sa.LargeBinary(), nullable=True)


def downgrade() -> None:
    """Back; refused while bytes lie outside, because they would have no place here."""
    for name, column in (("certificates", "document"), ("item_pictures", "content")):
        rows = sa.table(name, sa.column(column))
        query = sa.select(sa.func.count()).select_from(rows).where(rows.c[column].is_(None))
        if op.get_bind().scalar(query):
            raise RuntimeError(f"{name}: run `examapp files move --back` first")
    with op.batch_alter_table("item_pictures") as table:
        table.alter_column("content", existing_type=sa.LargeBinary(), nullable=False)
    with op.batch_alter_table("certificates") as table:
        table.alter_column("document", existing_type=sa.LargeBinary(), nullable=False)
        table.drop_column("document_digest")
