"""a person's own wish for a tablet, which no later try of a phone goes over"""

import sqlalchemy as sa
from alembic import op

revision = "0156"
down_revision = "0150"
branch_labels = None
depends_on = None

_OUTCOMES = "outcome in ('able', 'online', 'tablet'{})"


def upgrade() -> None:
    """Forward; what was kept stays as it is."""
    _allow(", 'wished'")


def downgrade() -> None:
    """Back; a wish counts as a phone that cannot answer, so that the tablet is still there."""
    op.execute(sa.text("update phone_checks set outcome = 'tablet' where outcome = 'wished'"))
    _allow("")


def _allow(more: str) -> None:
    with op.batch_alter_table("phone_checks") as batch:
        batch.drop_constraint(op.f("ck_phone_checks_outcome"), type_="check")
        batch.create_check_constraint(op.f("ck_phone_checks_outcome"), _OUTCOMES.format(more))
