"""accounts open by the own factor: codes know their purpose and employer, sessions when the factor was shown, a person is number and name"""

import sqlalchemy as sa
from alembic import op

revision = "0067"
down_revision = "0065"
branch_labels = None
depends_on = None

_SESSIONS = ("candidate_sessions", "account_sessions")


def upgrade() -> None:
    """Forward; codes made before keep their day and open nothing that exists."""
    with op.batch_alter_table("activation_codes") as table:
        table.add_column(sa.Column("purpose", sa.String(length=10), nullable=False, server_default="activate"))
        table.add_column(sa.Column("enterprise_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("wrong_tries", sa.SmallInteger(), nullable=False, server_default="0"))
        table.create_foreign_key(
            op.f("fk_activation_codes_enterprise_id_enterprises"), "enterprises", ["enterprise_id"], ["id"]
        )
        table.create_check_constraint(op.f("ck_activation_codes_purpose"), "purpose in ('activate', 'reset')")
    op.execute(
        "update activation_codes set enterprise_id ="
        " (select enterprise_id from accounts where accounts.id = activation_codes.issued_by_id)"
    )
    with op.batch_alter_table("candidate_sessions") as table:
        table.add_column(sa.Column("ended_by", sa.String(length=10), nullable=False, server_default=""))
    for name in _SESSIONS:
        # Empty: a process of yesterday that still runs writes none, and whoever it let in shows the factor when it is asked for.
        with op.batch_alter_table(name) as table:
            table.add_column(sa.Column("proved_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("candidates") as table:
        table.drop_constraint(op.f("uq_candidates_id_number_hash"), type_="unique")
        table.create_unique_constraint(op.f("uq_candidates_id_number_hash_name"), ["id_number_hash", "name"])
    # People that a step back had set aside are found by their number again.
    op.execute(
        "update candidates set id_number_hash = (select min(first.id_number_hash) from candidates as first"
        " where substr(first.id_number_hash, 1, 50) = substr(candidates.id_number_hash, 1, 50)"
        " and first.id_number_hash not like '%~%') where id_number_hash like '%~%'"
    )


def downgrade() -> None:
    """Back; of several names under one number the first stays found by it, the others are kept and set aside."""
    op.execute(
        "update candidates set id_number_hash = substr(id_number_hash, 1, 50) || '~' || id"
        " where exists (select 1 from candidates as first"
        " where first.id_number_hash = candidates.id_number_hash and first.id < candidates.id)"
    )
    with op.batch_alter_table("candidates") as table:
        table.drop_constraint(op.f("uq_candidates_id_number_hash_name"), type_="unique")
        table.create_unique_constraint(op.f("uq_candidates_id_number_hash"), ["id_number_hash"])
    for name in _SESSIONS:
        with op.batch_alter_table(name) as table:
            table.drop_column("proved_at")
    with op.batch_alter_table("candidate_sessions") as table:
        table.drop_column("ended_by")
    # A reset would be taken for a slip there, and a slip made today opens what exists there.
    op.execute("update activation_codes set used_at = created_at where used_at is null")
    with op.batch_alter_table("activation_codes") as table:
        table.drop_constraint(op.f("ck_activation_codes_purpose"), type_="check")
        table.drop_constraint(op.f("fk_activation_codes_enterprise_id_enterprises"), type_="foreignkey")
        for name in ("wrong_tries", "enterprise_id", "purpose"):
            table.drop_column(name)
