"""records of before the system signed any get a signature afterwards, which says that it came afterwards"""

import sqlalchemy as sa
from alembic import op

revision = "0136"
down_revision = "0135"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward; the program signs with its key at its next start."""
    op.create_table(
        "record_attestations",
        sa.Column("record_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("document_digest", sa.String(length=64), nullable=True),
        sa.Column("attested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("jws", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["record_id"], ["records.id"], name=op.f("fk_record_attestations_record_id_records")
        ),
        sa.PrimaryKeyConstraint("record_id", name=op.f("pk_record_attestations")),
    )


def downgrade() -> None:
    """Back; the records prove what they proved before, and the next upgrade signs anew."""
    op.drop_table("record_attestations")
