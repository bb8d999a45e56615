"""face reviews"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0013"
branch_labels = None
depends_on = None

ADDED = {
    "exams": [sa.Column("face_moments", sa.SmallInteger(), server_default="0", nullable=False)],
    "face_switches": [sa.Column("filing_number", sa.String(length=80), server_default="", nullable=False)],
    "face_consents": [sa.Column("keeps_pictures", sa.Boolean(), server_default=sa.false(), nullable=False)],
    "face_checks": [
        sa.Column("purpose", sa.String(length=10), server_default="entry", nullable=False),
        sa.Column("camera", sa.String(length=120), server_default="", nullable=False),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("review_note", sa.String(length=300), server_default="", nullable=False),
    ],
}


def upgrade() -> None:
    """Forward: every column is an addition, so that no table with its rules is made anew."""
    for table, columns in ADDED.items():
        for column in columns:
            op.add_column(table, column._copy())
    _create_pictures()
    _create_moments()


def _create_pictures() -> None:
    op.create_table(
        "face_pictures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("face_check_id", sa.String(length=32), nullable=True),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("picture_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("delete_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind in ('reference', 'probe')", name=op.f("ck_face_pictures_kind")),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["candidates.id"], name=op.f("fk_face_pictures_candidate_id_candidates")
        ),
        sa.ForeignKeyConstraint(
            ["face_check_id"], ["face_checks.id"], name=op.f("fk_face_pictures_face_check_id_face_checks")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_face_pictures")),
    )
    op.create_index("ix_face_pictures_candidate_id", "face_pictures", ["candidate_id"], unique=False)


def _create_moments() -> None:
    op.create_table(
        "face_moments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("attempt_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.SmallInteger(), nullable=False),
        sa.Column("due_ms", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("face_check_id", sa.String(length=32), nullable=True),
        sa.CheckConstraint(
            "state in ('waiting', 'done', 'person', 'skipped')", name=op.f("ck_face_moments_state")
        ),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempts.id"], name=op.f("fk_face_moments_attempt_id_attempts")
        ),
        sa.ForeignKeyConstraint(
            ["face_check_id"], ["face_checks.id"], name=op.f("fk_face_moments_face_check_id_face_checks")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_face_moments")),
        sa.UniqueConstraint("attempt_id", "number", name=op.f("uq_face_moments_attempt_id_number")),
    )


def downgrade() -> None:
    """Back: kept pictures, decisions of reviewers and moments are lost; checks and results stay."""
    op.drop_table("face_moments")
    op.drop_table("face_pictures")
    for table, columns in reversed(ADDED.items()):
        for column in reversed(columns):
            op.drop_column(table, column.name)
