"""what was changed of a visit after it was planned or held: moved, called off, another purpose; by whom and why"""

import sqlalchemy as sa
from alembic import op

revision = "0151"
down_revision = "0156"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.add_column("inspections", sa.Column("called_off_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "visit_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("inspection_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("before", sa.String(400), nullable=False),
        sa.Column("after", sa.String(400), nullable=False),
        sa.Column("reason", sa.String(200), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("refusal", sa.String(200), nullable=False),
        sa.CheckConstraint("kind in ('moved', 'called_off', 'purpose')", name=op.f("ck_visit_changes_kind")),
        sa.CheckConstraint("state in ('waiting', 'done', 'refused')", name=op.f("ck_visit_changes_state")),
        sa.CheckConstraint(
            "(state = 'waiting') = (decided_at is null)", name=op.f("ck_visit_changes_decided")
        ),
        sa.ForeignKeyConstraint(
            ["inspection_id"], ["inspections.id"], name=op.f("fk_visit_changes_inspection_id_inspections")
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["accounts.id"], name=op.f("fk_visit_changes_asked_by_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["accounts.id"], name=op.f("fk_visit_changes_decided_by_id_accounts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_changes")),
    )
    op.create_index(op.f("ix_visit_changes_inspection_id"), "visit_changes", ["inspection_id"])


def downgrade() -> None:
    """Back; a plan that was called off says so as its reason for no quiz, and is a plan again."""
    op.execute("update inspections set exemption_reason = '安排已撤回' where called_off_at is not null")
    op.drop_index(op.f("ix_visit_changes_inspection_id"), table_name="visit_changes")
    op.drop_table("visit_changes")
    with op.batch_alter_table("inspections") as batch:
        batch.drop_column("called_off_at")
