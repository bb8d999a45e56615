"""Notices of faces kept whole"""

import sqlalchemy as sa
from alembic import op

revision = "0090"
down_revision = "0089"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward; of what was agreed to before, only the digest is known until somebody agrees to the same text again."""
    op.create_table(
        "face_notices",
        sa.Column("text_digest", sa.String(length=64), nullable=False),
        sa.Column("version", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("first_agreed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("text_digest", name=op.f("pk_face_notices")),
    )


def downgrade() -> None:
    """Back; the digests stay with the consents."""
    op.drop_table("face_notices")
