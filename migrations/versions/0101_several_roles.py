"""a person may have several roles at one enterprise from the same day on"""

from alembic import op

revision = "0101"
down_revision = "0100"
branch_labels = None
depends_on = None

_OLD = "uq_employments_candidate_id_enterprise_id_started_on"
_NEW = "uq_employments_candidate_id_enterprise_id_started_on_role"


def upgrade() -> None:
    """Forward; every stay that is there stays."""
    with op.batch_alter_table("employments") as batch:
        batch.drop_constraint(_OLD, type_="unique")
        batch.create_unique_constraint(_NEW, ["candidate_id", "enterprise_id", "started_on", "role"])


def downgrade() -> None:
    """Back; what the older program cannot hold ends the migration, nothing is thrown away for it."""
    with op.batch_alter_table("employments") as batch:
        batch.drop_constraint(_NEW, type_="unique")
        batch.create_unique_constraint(_OLD, ["candidate_id", "enterprise_id", "started_on"])
