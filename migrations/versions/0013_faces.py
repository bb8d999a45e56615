"""faces"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "face_switches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Boolean(), nullable=False),
        sa.Column("assessment_number", sa.String(length=80), nullable=False),
        sa.Column("assessed_on", sa.Date(), nullable=True),
        sa.Column("assessed_by", sa.String(length=60), nullable=False),
        sa.Column("contact", sa.String(length=120), nullable=False),
        sa.Column("switched_by_id", sa.Integer(), nullable=False),
        sa.Column("switched_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["switched_by_id"], ["accounts.id"], name=op.f("fk_face_switches_switched_by_id_accounts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_face_switches")),
    )
    op.create_table(
        "face_consents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.String(length=20), nullable=False),
        sa.Column("text_digest", sa.String(length=64), nullable=False),
        sa.Column("device", sa.String(length=120), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["candidates.id"], name=op.f("fk_face_consents_candidate_id_candidates")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_face_consents")),
    )
    op.create_index("ix_face_consents_candidate_id", "face_consents", ["candidate_id"], unique=False)
    op.create_table(
        "face_references",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("consent_id", sa.Integer(), nullable=False),
        sa.Column("encoding_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("model", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("delete_on", sa.Date(), nullable=False),
        sa.CheckConstraint("state in ('offered', 'confirmed')", name=op.f("ck_face_references_state")),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["candidates.id"], name=op.f("fk_face_references_candidate_id_candidates")
        ),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"], ["accounts.id"], name=op.f("fk_face_references_confirmed_by_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["consent_id"], ["face_consents.id"], name=op.f("fk_face_references_consent_id_face_consents")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_face_references")),
    )
    op.create_index("ix_face_references_candidate_id", "face_references", ["candidate_id"], unique=False)
    op.create_table(
        "face_checks",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("challenges", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("outcome", sa.String(length=12), nullable=True),
        sa.Column("stage", sa.SmallInteger(), nullable=False),
        sa.Column("frames", sa.SmallInteger(), nullable=False),
        sa.Column("progress", sa.Text(), nullable=False),
        sa.Column("digests", sa.JSON(), nullable=False),
        sa.Column("distance", sa.Double(), nullable=True),
        sa.Column("flatness", sa.Double(), nullable=True),
        sa.Column("threshold", sa.Double(), nullable=False),
        sa.Column("model", sa.String(length=80), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("review", sa.String(length=12), nullable=False),
        sa.Column("reviewed_by_id", sa.Integer(), nullable=True),
        sa.Column("statement", sa.String(length=300), nullable=False),
        sa.CheckConstraint(
            "outcome is null or outcome in ('accepted', 'not_accepted', 'not_alive', 'not_done')",
            name=op.f("ck_face_checks_outcome"),
        ),
        sa.CheckConstraint("state in ('running', 'ended')", name=op.f("ck_face_checks_state")),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registrations.id"],
            name=op.f("fk_face_checks_registration_id_registrations"),
        ),
        sa.ForeignKeyConstraint(
            ["reviewed_by_id"], ["accounts.id"], name=op.f("fk_face_checks_reviewed_by_id_accounts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_face_checks")),
    )
    op.create_index("ix_face_checks_registration_id", "face_checks", ["registration_id"], unique=False)
    op.create_table(
        "identity_checks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("try_number", sa.SmallInteger(), nullable=False),
        sa.Column("level", sa.String(length=2), nullable=False),
        sa.Column("how", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("checked_by_id", sa.Integer(), nullable=True),
        sa.Column("face_check_id", sa.String(length=32), nullable=True),
        sa.CheckConstraint("level in ('L2', 'L3')", name=op.f("ck_identity_checks_level")),
        sa.ForeignKeyConstraint(
            ["checked_by_id"], ["accounts.id"], name=op.f("fk_identity_checks_checked_by_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["face_check_id"], ["face_checks.id"], name=op.f("fk_identity_checks_face_check_id_face_checks")
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registrations.id"],
            name=op.f("fk_identity_checks_registration_id_registrations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_checks")),
    )
    op.create_index(
        "uq_identity_checks_try", "identity_checks", ["registration_id", "try_number", "level"], unique=True
    )


def downgrade() -> None:
    """Back; consents, references and checks are lost, exams and results stay."""
    op.drop_table("identity_checks")
    op.drop_table("face_checks")
    op.drop_table("face_references")
    op.drop_table("face_consents")
    op.drop_table("face_switches")
