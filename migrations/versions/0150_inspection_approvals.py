"""approvals of visits, how far a visit counts, what the enterprise says of it, and the yearly cap

Visits of before count as official, as they did: their approvals stand on paper.
"""

import sqlalchemy as sa
from alembic import op

revision = "0150"
down_revision = "0136"
branch_labels = None
depends_on = None

_ORIGINS = "origin in ('site', 'entered', 'imported'{})"
_STATES = "in ('official', {}'self_test', 'practice')"


def upgrade() -> None:
    """Forward."""
    with op.batch_alter_table("inspections") as batch:
        batch.add_column(sa.Column("purpose", sa.String(10), nullable=False, server_default="official"))
        batch.add_column(sa.Column("standing", sa.String(10), nullable=False, server_default="official"))
        batch.add_column(sa.Column("rating_token", sa.String(43), nullable=True))
        batch.drop_constraint(op.f("ck_inspections_origin"), type_="check")
        batch.create_check_constraint(op.f("ck_inspections_origin"), _ORIGINS.format(", 'planned'"))
        batch.create_check_constraint(op.f("ck_inspections_purpose"), f"purpose {_STATES.format('')}")
        pending = _STATES.format("'pending', ")
        batch.create_check_constraint(op.f("ck_inspections_standing"), f"standing {pending}")
        batch.create_index(op.f("ix_inspections_rating_token"), ["rating_token"], unique=True)
    with op.batch_alter_table("region_wordings") as batch:
        batch.add_column(sa.Column("visit_cap", sa.Integer(), nullable=True))
    op.create_table(
        "inspection_approvals",
        sa.Column("inspection_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("item", sa.String(100), nullable=False),
        sa.Column("basis", sa.String(300), nullable=False),
        sa.Column("number", sa.String(60), nullable=False),
        sa.Column("approver", sa.String(60), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("notice", sa.String(150), nullable=False),
        sa.Column("action_code", sa.String(80), nullable=False),
        sa.Column("late_reason", sa.String(150), nullable=False),
        sa.Column("helpers", sa.String(200), nullable=False),
        sa.Column("result_notice", sa.String(150), nullable=False),
        sa.Column("result_noticed_on", sa.Date(), nullable=True),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "kind in ('routine', 'special', 'case')", name=op.f("ck_inspection_approvals_kind")
        ),
        sa.ForeignKeyConstraint(
            ["inspection_id"],
            ["inspections.id"],
            name=op.f("fk_inspection_approvals_inspection_id_inspections"),
        ),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["accounts.id"], name=op.f("fk_inspection_approvals_entered_by_id_accounts")
        ),
        sa.PrimaryKeyConstraint("inspection_id", name=op.f("pk_inspection_approvals")),
    )
    op.create_table(
        "visit_ratings",
        sa.Column("inspection_id", sa.Integer(), nullable=False),
        sa.Column("stars", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(500), nullable=False),
        sa.Column("rated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.String(500), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("stars between 1 and 5", name=op.f("ck_visit_ratings_stars")),
        sa.ForeignKeyConstraint(
            ["inspection_id"], ["inspections.id"], name=op.f("fk_visit_ratings_inspection_id_inspections")
        ),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["accounts.id"], name=op.f("fk_visit_ratings_answered_by_id_accounts")
        ),
        sa.PrimaryKeyConstraint("inspection_id", name=op.f("pk_visit_ratings")),
    )


def downgrade() -> None:
    """Back; a planned visit that has not taken place becomes an entered one."""
    op.drop_table("visit_ratings")
    op.drop_table("inspection_approvals")
    with op.batch_alter_table("region_wordings") as batch:
        batch.drop_column("visit_cap")
    op.execute("update inspections set origin = 'entered' where origin = 'planned'")
    with op.batch_alter_table("inspections") as batch:
        batch.drop_index(op.f("ix_inspections_rating_token"))
        batch.drop_constraint(op.f("ck_inspections_standing"), type_="check")
        batch.drop_constraint(op.f("ck_inspections_purpose"), type_="check")
        batch.drop_constraint(op.f("ck_inspections_origin"), type_="check")
        batch.create_check_constraint(op.f("ck_inspections_origin"), _ORIGINS.format(""))
        batch.drop_column("rating_token")
        batch.drop_column("standing")
        batch.drop_column("purpose")
