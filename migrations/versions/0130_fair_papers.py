"""how often items were used is counted for the draw, and an exam says by which rules its papers are built"""

import sqlalchemy as sa
from alembic import op

revision = "0130"
down_revision = "0125"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward; exams that are there keep the rules that they began with, counts begin with the next run of the job."""
    op.create_table(
        "item_use_tables",
        sa.Column("blueprint_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("counted_until", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["blueprint_id"], ["blueprints.id"], name=op.f("fk_item_use_tables_blueprint_id_blueprints")
        ),
        sa.PrimaryKeyConstraint("blueprint_id", "digest", name=op.f("pk_item_use_tables")),
    )
    op.create_index(op.f("ix_item_use_tables_counted_until"), "item_use_tables", ["counted_until"])
    with op.batch_alter_table("exams") as batch:
        batch.add_column(sa.Column("algorithm", sa.String(length=4), nullable=False, server_default="v1"))
    with op.batch_alter_table("draw_freezes") as batch:
        batch.add_column(sa.Column("met", sa.Text(), nullable=False, server_default="{}"))


def downgrade() -> None:
    """Back; records made meanwhile carry their counts themselves, the counts themselves are lost."""
    with op.batch_alter_table("draw_freezes") as batch:
        batch.drop_column("met")
    with op.batch_alter_table("exams") as batch:
        batch.drop_column("algorithm")
    op.drop_index(op.f("ix_item_use_tables_counted_until"), table_name="item_use_tables")
    op.drop_table("item_use_tables")
