"""the clock of a paper begins when its first item is on the screen"""

import sqlalchemy as sa
from alembic import op

revision = "0114"
down_revision = "0113"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward; whoever answers at this moment has seen the first item long ago."""
    op.add_column("attempts", sa.Column("begun_ms", sa.BigInteger(), nullable=True))
    op.execute(sa.text("update attempts set begun_ms = started_ms where state = 'open'"))


def downgrade() -> None:
    """Back; the clock began when the paper was given out."""
    with op.batch_alter_table("attempts") as table:
        table.drop_column("begun_ms")
