"""a void item costs nobody points by default: disputes and rulings say whether it is strict; those of before were"""

import sqlalchemy as sa
from alembic import op

revision = "0094"
down_revision = "0090"
branch_labels = None
depends_on = None

_TABLES = ("disputes", "item_rulings")


def upgrade() -> None:
    """Forward; what was declared void before keeps the results that it gave."""
    for name in _TABLES:
        with op.batch_alter_table(name) as table:
            table.add_column(sa.Column("strict", sa.Boolean(), nullable=False, server_default=sa.false()))
        op.execute(sa.text(f"update {name} set strict = :yes where effect = 'void'").bindparams(yes=True))


def downgrade() -> None:
    """Back."""
    for name in _TABLES:
        with op.batch_alter_table(name) as table:
            table.drop_column("strict")
