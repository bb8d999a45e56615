"""items open for practice: a decision about an item may also be that practice shows it"""

import sqlalchemy as sa
from alembic import op

revision = "0086"
down_revision = "0085"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward; whoever kept an item for exams still keeps it."""
    op.add_column(
        "reserved_items", sa.Column("reserved", sa.Boolean(), server_default=sa.true(), nullable=False)
    )


def downgrade() -> None:
    """Back; an item that was opened for practice needs no row there, for nothing is kept by default."""
    op.execute(sa.text("delete from reserved_items where not reserved"))
    op.drop_column("reserved_items", "reserved")
