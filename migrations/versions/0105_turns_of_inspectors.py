"""a tablet is lent to candidates, or to the other inspector who signs in on it"""

import sqlalchemy as sa
from alembic import op

revision = "0105"
down_revision = "0104"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward; every tablet of before was lent to candidates."""
    with op.batch_alter_table("handovers") as table:
        table.add_column(
            sa.Column("kind", sa.String(length=10), nullable=False, server_default="candidates")
        )
        table.create_check_constraint(op.f("ck_handovers_kind"), "kind in ('candidates', 'colleague')")


def downgrade() -> None:
    """Back; what is lent to an inspector would be the candidates' queue below, so it ends and its session with it."""
    bind = op.get_bind()
    running = "kind = 'colleague' and ended_at is null"
    sessions = f"select account_session_id from handovers where {running}"
    bind.execute(
        sa.text(f"update account_sessions set revoked_at = current_timestamp where id in ({sessions})")
    )
    bind.execute(
        sa.text(f"update handovers set ended_at = current_timestamp, ending = 'recalled' where {running}")
    )
    with op.batch_alter_table("handovers") as table:
        table.drop_constraint(op.f("ck_handovers_kind"), type_="check")
        table.drop_column("kind")
