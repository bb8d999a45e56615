"""files and regrades as jobs"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward; nothing has been asked for yet."""
    op.create_table(
        "archive_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enterprise_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("format", sa.String(length=4), nullable=False),
        sa.Column("state", sa.String(length=6), nullable=False),
        sa.Column("open_key", sa.String(length=40), nullable=True),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.Column("data_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("document", sa.LargeBinary(), nullable=True),
        sa.Column("document_digest", sa.String(length=64), nullable=True),
        sa.Column("failure", sa.String(length=40), nullable=False),
        sa.Column("failure_data", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_archive_files")),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["enterprises.id"], name=op.f("fk_archive_files_enterprise_id_enterprises")
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["accounts.id"], name=op.f("fk_archive_files_asked_by_id_accounts")
        ),
        sa.UniqueConstraint("open_key", name=op.f("uq_archive_files_open_key")),
        sa.CheckConstraint("state in ('asked', 'made', 'failed')", name=op.f("ck_archive_files_state")),
        sa.CheckConstraint("format in ('pdf', 'xlsx')", name=op.f("ck_archive_files_format")),
        sa.CheckConstraint("(state = 'asked') = (open_key is not null)", name=op.f("ck_archive_files_open")),
        sa.CheckConstraint(
            "(state = 'made') = (document is not null)", name=op.f("ck_archive_files_document")
        ),
    )
    op.create_index(op.f("ix_archive_files_asked_at"), "archive_files", ["asked_at"])
    op.create_index("ix_archive_files_enterprise_id_year", "archive_files", ["enterprise_id", "year"])
    _create_regrade_runs()


def _create_regrade_runs() -> None:
    op.create_table(
        "regrade_runs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dispute_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("ruling", sa.JSON(), nullable=False),
        sa.Column("ruling_digest", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("open_key", sa.String(length=100), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.Column("ruling_count", sa.Integer(), nullable=False),
        sa.Column("seen_count", sa.Integer(), nullable=False),
        sa.Column("changed_count", sa.Integer(), nullable=False),
        sa.Column("flip_count", sa.Integer(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failure", sa.String(length=40), nullable=False),
        sa.Column("failure_data", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_regrade_runs")),
        sa.ForeignKeyConstraint(
            ["dispute_id"], ["disputes.id"], name=op.f("fk_regrade_runs_dispute_id_disputes")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_regrade_runs_account_id_accounts")
        ),
        sa.UniqueConstraint("open_key", name=op.f("uq_regrade_runs_open_key")),
        sa.CheckConstraint("state in ('asked', 'done', 'failed')", name=op.f("ck_regrade_runs_state")),
        sa.CheckConstraint("kind in ('trial', 'approval')", name=op.f("ck_regrade_runs_kind")),
        sa.CheckConstraint("(state = 'asked') = (open_key is not null)", name=op.f("ck_regrade_runs_open")),
    )
    op.create_index(op.f("ix_regrade_runs_dispute_id"), "regrade_runs", ["dispute_id"])


def downgrade() -> None:
    """Back; files can be made again and trials run again, a regrade that waits must be approved again."""
    op.drop_table("regrade_runs")
    op.drop_table("archive_files")
