"""people prove themselves with other documents than the mainland ID; whoever is known so far has that one"""

import sqlalchemy as sa
from alembic import op

revision = "0107"
down_revision = "0106"
branch_labels = None
depends_on = None

_KINDS = (
    "mainland_id",
    "hmt_residence",
    "hk_macau_permit",
    "taiwan_permit",
    "foreign_residence",
    "passport",
    "other",
)


def upgrade() -> None:
    """Forward; of drawn people the kind is that of the roster, of walk-ins nobody noted it."""
    with op.batch_alter_table("candidates") as table:
        table.add_column(
            sa.Column("document_kind", sa.String(length=20), nullable=False, server_default="mainland_id")
        )
        table.create_check_constraint(
            op.f("ck_candidates_document_kind"), f"document_kind in ({', '.join(map(repr, _KINDS))})"
        )
    with op.batch_alter_table("candidates") as table:
        table.alter_column("document_kind", server_default=None)
    with op.batch_alter_table("participants") as table:
        table.add_column(sa.Column("document_kind", sa.String(length=20), nullable=True))
    op.execute("update participants set document_kind = 'mainland_id' where employment_id is not null")


def downgrade() -> None:
    """Back; numbers and hashes stay, the kind is forgotten."""
    with op.batch_alter_table("participants") as table:
        table.drop_column("document_kind")
    with op.batch_alter_table("candidates") as table:
        table.drop_constraint(op.f("ck_candidates_document_kind"), type_="check")
        table.drop_column("document_kind")
