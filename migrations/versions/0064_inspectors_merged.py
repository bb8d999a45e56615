"""inspectors merged"""

import sqlalchemy as sa
from alembic import op

revision = "0064"
down_revision = "0061"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward: a person who was registered twice is one from now on; nobody was merged before."""
    with op.batch_alter_table("inspectors") as table:
        table.add_column(sa.Column("merged_into_id", sa.Integer(), nullable=True))
        table.create_foreign_key(
            op.f("fk_inspectors_merged_into_id_inspectors"), "inspectors", ["merged_into_id"], ["id"]
        )


def downgrade() -> None:
    """Back; who was merged into whom is forgotten here, and stays in the audit log."""
    with op.batch_alter_table("inspectors") as table:
        table.drop_constraint(op.f("fk_inspectors_merged_into_id_inspectors"), type_="foreignkey")
        table.drop_column("merged_into_id")
