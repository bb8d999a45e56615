"""papers of an exam that was called off: state cancelled, never a result"""

import sqlalchemy as sa
from alembic import op

revision = "0113"
down_revision = "0110"
branch_labels = None
depends_on = None

_STATES = "state in ('ready', 'open', 'submitted'"
_ANSWERABLE = """
update attempts set state = 'cancelled' where state in ('ready', 'open') and registration_id in (
  select registrations.id from registrations join exams on exams.id = registrations.exam_id
  where exams.state = 'cancelled')
"""
_SITTING = """
update registrations set state = 'due' where state = 'sitting' and exam_id in (
  select id from exams where state = 'cancelled')
"""


def upgrade() -> None:
    """Forward; papers that still ran in exams called off before stop, archived ones have none that run."""
    _allow(f"{_STATES}, 'cancelled')")
    op.execute(sa.text(_ANSWERABLE))
    op.execute(sa.text(_SITTING))


def downgrade() -> None:
    """Back; they can be answered again, as before."""
    op.execute(
        sa.text(
            "update attempts set state = case when started_ms is null then 'ready' else 'open' end"
            " where state = 'cancelled'"
        )
    )
    _allow(f"{_STATES})")


def _allow(states: str) -> None:
    with op.batch_alter_table("attempts") as table:
        table.drop_constraint(op.f("ck_attempts_state"), type_="check")
        table.create_check_constraint(op.f("ck_attempts_state"), states)
