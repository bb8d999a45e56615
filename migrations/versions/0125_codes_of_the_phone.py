"""the second step of staff: codes of the own phone, codes on paper, and the roles that must have one"""

import sqlalchemy as sa
from alembic import op

revision = "0125"
down_revision = "0123"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward; nobody must, and sessions that are open go on."""
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "phone_codes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("secret_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.Column("wrong_tries", sa.Integer(), nullable=False),
        sa.Column("tried_at", moment, nullable=True),
        sa.Column("created_at", moment, nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_phone_codes_account_id_accounts"),
        sa.PrimaryKeyConstraint("id", name="pk_phone_codes"),
        sa.UniqueConstraint("account_id", "confirmed", name="uq_phone_codes_account_id_confirmed"),
    )
    op.create_table(
        "recovery_codes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(length=200), nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("used_at", moment, nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name="fk_recovery_codes_account_id_accounts"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_recovery_codes"),
    )
    op.create_index("ix_recovery_codes_account_id", "recovery_codes", ["account_id"])
    op.create_table(
        "second_step_roles",
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("since", moment, nullable=False),
        sa.PrimaryKeyConstraint("role", name="pk_second_step_roles"),
    )
    with op.batch_alter_table("account_sessions") as batch:
        batch.add_column(sa.Column("asks_second", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch.add_column(sa.Column("second_at", moment, nullable=True))


def downgrade() -> None:
    """Back; whoever waited for the second step signs in again."""
    op.execute("update account_sessions set revoked_at = created_at where asks_second and second_at is null"
               " and revoked_at is null and opened_by <> 'passkey'")  # fmt: skip
    with op.batch_alter_table("account_sessions") as batch:
        batch.drop_column("second_at")
        batch.drop_column("asks_second")
    op.drop_table("second_step_roles")
    op.drop_index("ix_recovery_codes_account_id", "recovery_codes")
    op.drop_table("recovery_codes")
    op.drop_table("phone_codes")
