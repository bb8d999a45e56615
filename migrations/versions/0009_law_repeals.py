"""law repeals"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward; every version known so far was a new text, none the end of a law."""
    with op.batch_alter_table("law_versions") as table:
        table.add_column(sa.Column("repeals", sa.Boolean(), server_default=sa.false(), nullable=False))
    with op.batch_alter_table("law_versions") as table:
        table.alter_column("repeals", server_default=None)


def downgrade() -> None:
    """Back: a repeal would read as a new version, so it goes, with what it put on hold still on hold."""
    op.execute(
        "delete from law_holds where law_version_id in (select id from law_versions where repeals)"
    )
    op.execute("delete from law_versions where repeals")
    with op.batch_alter_table("law_versions") as table:
        table.drop_column("repeals")
