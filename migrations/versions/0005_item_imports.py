"""item imports"""

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        'item_imports',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('state', sa.String(length=10), nullable=False),
        sa.Column('file_name', sa.String(length=200), nullable=False),
        sa.Column('file_digest', sa.String(length=64), nullable=False),
        sa.Column('format', sa.String(length=10), nullable=False),
        sa.Column('content', sa.LargeBinary(), nullable=True),
        sa.Column('report', sa.JSON(), nullable=False),
        sa.Column('account_id', sa.Integer(), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('taken_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state in ('reading', 'previewed', 'taken', 'undone', 'failed')", name=op.f('ck_item_imports_state')
        ),
        sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_item_imports_account_id_accounts')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_item_imports')),
    )
    op.create_index(op.f('ix_item_imports_file_digest'), 'item_imports', ['file_digest'])
    op.create_index(op.f('ix_item_imports_account_id'), 'item_imports', ['account_id'])
    op.create_table(
        'imported_drafts',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('import_id', sa.Integer(), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('content', sa.JSON(), nullable=False),
        sa.Column('place', sa.JSON(), nullable=False),
        sa.Column('problems', sa.JSON(), nullable=False),
        sa.Column('stopped', sa.Boolean(), nullable=False),
        sa.Column('alike', sa.JSON(), nullable=False),
        sa.Column('taken', sa.Boolean(), nullable=False),
        sa.Column('draft_id', sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(['import_id'], ['item_imports.id'], name=op.f('fk_imported_drafts_import_id_item_imports')),
        sa.ForeignKeyConstraint(['draft_id'], ['item_drafts.id'], name=op.f('fk_imported_drafts_draft_id_item_drafts')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_imported_drafts')),
    )
    op.create_index('ix_imported_drafts_import_id_number', 'imported_drafts', ['import_id', 'number'], unique=True)
    op.create_index(op.f('ix_imported_drafts_draft_id'), 'imported_drafts', ['draft_id'])


def downgrade() -> None:
    """Back."""
    for table in ('imported_drafts', 'item_imports'):
        op.drop_table(table)
