"""link of auditor"""

import sqlalchemy as sa
from alembic import op

revision = "0065"
down_revision = "0064"
branch_labels = None
depends_on = None

NAME = "ck_sign_in_links_purpose"


def upgrade() -> None:
    """Forward: a one-time link may make an auditor."""
    with op.batch_alter_table("sign_in_links") as table:
        table.drop_constraint(op.f(NAME), type_="check")
        table.create_check_constraint(op.f(NAME), "purpose in ('sign_in', 'set_up', 'auditor')")


def downgrade() -> None:
    """Back; unused links of auditors would have no place here, and new ones can be asked for again."""
    links = sa.table("sign_in_links", sa.column("purpose"))
    op.execute(links.delete().where(links.c.purpose == "auditor"))
    with op.batch_alter_table("sign_in_links") as table:
        table.drop_constraint(op.f(NAME), type_="check")
        table.create_check_constraint(op.f(NAME), "purpose in ('sign_in', 'set_up')")
