"""a record is withdrawn by two inspectors, and its quiz stands as withdrawn everywhere"""

import sqlalchemy as sa
from alembic import op

revision = "0106"
down_revision = "0105"
branch_labels = None
depends_on = None

_WITH = "state in ('prepared', 'open', 'closed', 'recorded', 'withdrawn', 'cancelled')"
_WITHOUT = "state in ('prepared', 'open', 'closed', 'recorded', 'cancelled')"
_VOID = "select spot_quiz_id from records where state = 'withdrawn'"
_OF_VOID = f"select id from participants where spot_quiz_id in ({_VOID})"


def upgrade() -> None:
    """Forward; what was withdrawn before follows the rule too: its quiz, and what it had opened and nobody closed."""
    with op.batch_alter_table("record_amendments") as table:
        table.add_column(sa.Column("kind", sa.String(length=10), nullable=False, server_default="amendment"))
        table.create_check_constraint(op.f("ck_record_amendments_kind"), "kind in ('amendment', 'withdrawal')")
    _states(_WITH)
    op.execute(f"update spot_quizzes set state = 'withdrawn' where state = 'recorded' and id in ({_VOID})")
    op.execute(
        "update rectifications set state = 'closed', closed_at = current_timestamp, "
        f"closing_note = '抽考记录已撤销' where state = 'open' and participant_id in ({_OF_VOID})"
    )


def downgrade() -> None:
    """Back; the records stay withdrawn and what was closed stays closed, a withdrawal that waits is dropped."""
    op.execute("update spot_quizzes set state = 'recorded' where state = 'withdrawn'")
    op.execute(
        "update record_amendments set state = 'dropped', decided_at = current_timestamp "
        "where kind = 'withdrawal' and state = 'asked'"
    )
    _states(_WITHOUT)
    with op.batch_alter_table("record_amendments") as table:
        table.drop_constraint(op.f("ck_record_amendments_kind"), type_="check")
        table.drop_column("kind")


def _states(rule: str) -> None:
    with op.batch_alter_table("spot_quizzes") as table:
        table.drop_constraint(op.f("ck_spot_quizzes_state"), type_="check")
        table.create_check_constraint(op.f("ck_spot_quizzes_state"), rule)
