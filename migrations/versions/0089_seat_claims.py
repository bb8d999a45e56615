"""a device asks for a seat, an inspector grants it; what a phone holds is no longer a column of the participant"""

import sqlalchemy as sa
from alembic import op

revision = "0089"
down_revision = "0088"
branch_labels = None
depends_on = None

_OUT = """
INSERT INTO seat_claims (spot_quiz_id, participant_id, token_hash, name, device, address_mark, state, reason,
                         asked_at, decided_at, decided_how)
SELECT spot_quiz_id, id, claim_hash, name, '', '', CASE WHEN state = 'waiting' THEN 'asked' ELSE 'granted' END, '',
       COALESCE(claimed_at, created_at), CASE WHEN state = 'waiting' THEN NULL ELSE COALESCE(claimed_at, created_at) END,
       CASE WHEN state = 'waiting' THEN NULL ELSE 'board' END
FROM participants WHERE claim_hash IS NOT NULL
"""
_BACK = """
UPDATE participants SET
  claim_hash = (SELECT c.token_hash FROM seat_claims c WHERE c.participant_id = participants.id AND c.state = 'granted'),
  claimed_at = (SELECT c.asked_at FROM seat_claims c WHERE c.participant_id = participants.id AND c.state = 'granted')
"""


def upgrade() -> None:
    """Forward; who had a device holds it as a granted claim, who waited waits on."""
    op.create_table(
        "seat_claims",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("spot_quiz_id", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=True),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("id_tail_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("role", sa.String(length=10), nullable=True),
        sa.Column("post", sa.String(length=30), nullable=True),
        sa.Column("device", sa.String(length=40), nullable=False),
        sa.Column("address_mark", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_how", sa.String(length=10), nullable=True),
        sa.CheckConstraint(
            "state in ('asked', 'granted', 'declined', 'replaced')", name=op.f("ck_seat_claims_state")
        ),
        sa.CheckConstraint(
            "decided_how in ('board', 'phone', 'queue', 'face')", name=op.f("ck_seat_claims_decided_how")
        ),
        sa.CheckConstraint("state = 'asked' or decided_at is not null", name=op.f("ck_seat_claims_decided")),
        sa.ForeignKeyConstraint(
            ["spot_quiz_id"], ["spot_quizzes.id"], name=op.f("fk_seat_claims_spot_quiz_id_spot_quizzes")
        ),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participants.id"], name=op.f("fk_seat_claims_participant_id_participants")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["inspectors.id"], name=op.f("fk_seat_claims_decided_by_id_inspectors")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seat_claims")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_seat_claims_token_hash")),
    )
    op.create_index(op.f("ix_seat_claims_spot_quiz_id"), "seat_claims", ["spot_quiz_id"])
    op.create_index(op.f("ix_seat_claims_participant_id"), "seat_claims", ["participant_id"])
    granted = sa.text("state = 'granted'")
    op.create_index(
        "uq_seat_claims_granted",
        "seat_claims",
        ["participant_id"],
        unique=True,
        sqlite_where=granted,
        postgresql_where=granted,
    )
    op.execute(_OUT)
    with op.batch_alter_table("participants") as table:
        table.drop_index("uq_participants_claim")
        table.drop_column("claim_hash")
        table.drop_column("claimed_at")
    with op.batch_alter_table("handovers") as table:
        table.add_column(sa.Column("called", sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    """Back; one device a participant, the granted one. Whoever waits asks again."""
    with op.batch_alter_table("handovers") as table:
        table.drop_column("called")
    with op.batch_alter_table("participants") as table:
        table.add_column(sa.Column("claim_hash", sa.String(length=64), nullable=True))
        table.add_column(sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True))
        table.create_index("uq_participants_claim", ["claim_hash"], unique=True)
    op.execute(_BACK)
    op.drop_table("seat_claims")
