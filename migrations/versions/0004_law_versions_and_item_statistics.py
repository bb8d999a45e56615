"""law versions and item statistics"""

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        'item_statistics',
        sa.Column('item_id', sa.String(length=80), nullable=False),
        sa.Column('revision', sa.Integer(), nullable=False),
        sa.Column('n', sa.Integer(), nullable=False),
        sa.Column('facility', sa.Double(), nullable=True),
        sa.Column('discrimination', sa.Double(), nullable=True),
        sa.Column('alarms', sa.String(length=200), nullable=False),
        sa.Column('figures', sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint('item_id', 'revision', name=op.f('pk_item_statistics')),
    )
    op.create_index('ix_item_statistics_alarms', 'item_statistics', ['alarms'])
    op.create_table(
        'statistics_runs',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('computed_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('last_result_id', sa.Integer(), nullable=False),
        sa.Column('paper_count', sa.Integer(), nullable=False),
        sa.Column('item_count', sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_statistics_runs')),
    )
    op.create_table(
        'law_versions',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('law', sa.String(length=80), nullable=False),
        sa.Column('name', sa.String(length=200), nullable=False),
        sa.Column('version', sa.String(length=60), nullable=False),
        sa.Column('effective_on', sa.Date(), nullable=False),
        sa.Column('first_article', sa.Integer(), nullable=True),
        sa.Column('last_article', sa.Integer(), nullable=True),
        sa.Column('origin', sa.String(length=10), nullable=False),
        sa.Column('state', sa.String(length=10), nullable=False),
        sa.Column('note', sa.String(length=500), nullable=False),
        sa.Column('announced_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('announced_by_id', sa.Integer(), nullable=True),
        sa.Column('applied_at', sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("origin in ('shipped', 'announced')", name=op.f('ck_law_versions_origin')),
        sa.CheckConstraint(
            "state in ('announced', 'applied', 'cancelled')", name=op.f('ck_law_versions_state')
        ),
        sa.ForeignKeyConstraint(
            ['announced_by_id'], ['accounts.id'], name=op.f('fk_law_versions_announced_by_id_accounts')
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_law_versions')),
        sa.UniqueConstraint('law', 'version', name=op.f('uq_law_versions_law_version')),
    )
    op.create_index(op.f('ix_law_versions_law'), 'law_versions', ['law'])
    op.create_index(op.f('ix_law_versions_effective_on'), 'law_versions', ['effective_on'])
    op.create_table(
        'law_holds',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('law_version_id', sa.Integer(), nullable=False),
        sa.Column('item_id', sa.String(length=80), nullable=False),
        sa.Column('revision', sa.Integer(), nullable=False),
        sa.Column('state', sa.String(length=10), nullable=False),
        sa.Column('held_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('decided_by_id', sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "state in ('open', 'confirmed', 'edited', 'retired')", name=op.f('ck_law_holds_state')
        ),
        sa.ForeignKeyConstraint(
            ['decided_by_id'], ['accounts.id'], name=op.f('fk_law_holds_decided_by_id_accounts')
        ),
        sa.ForeignKeyConstraint(
            ['item_id'], ['bank_items.id'], name=op.f('fk_law_holds_item_id_bank_items')
        ),
        sa.ForeignKeyConstraint(
            ['law_version_id'], ['law_versions.id'], name=op.f('fk_law_holds_law_version_id_law_versions')
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_law_holds')),
        sa.UniqueConstraint('law_version_id', 'item_id', name=op.f('uq_law_holds_law_version_id_item_id')),
    )
    op.create_index(op.f('ix_law_holds_item_id'), 'law_holds', ['item_id'])
    op.create_index(op.f('ix_law_holds_state'), 'law_holds', ['state'])


def downgrade() -> None:
    """Back."""
    for table in ('law_holds', 'law_versions', 'statistics_runs', 'item_statistics'):
        op.drop_table(table)
