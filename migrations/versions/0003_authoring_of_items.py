"""authoring of items"""

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None

OPEN = sa.text("state in ('draft', 'in_review')")


def upgrade() -> None:
    """Forward."""
    with op.batch_alter_table('bank_items') as batch:
        batch.add_column(sa.Column('origin', sa.String(length=10), nullable=False, server_default='shipped'))
        batch.create_check_constraint(
            op.f('ck_bank_items_origin'), "origin in ('shipped', 'own', 'adapted')"
        )
        batch.create_index(op.f('ix_bank_items_origin'), ['origin'])
    _create_drafts()
    op.create_table(
        'item_comments',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('draft_id', sa.Integer(), nullable=True),
        sa.Column('item_id', sa.String(length=80), nullable=True),
        sa.Column('account_id', sa.Integer(), nullable=False),
        sa.Column('text', sa.String(length=1000), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint('draft_id is not null or item_id is not null', name=op.f('ck_item_comments_subject')),
        sa.ForeignKeyConstraint(['draft_id'], ['item_drafts.id'], name=op.f('fk_item_comments_draft_id_item_drafts')),
        sa.ForeignKeyConstraint(['item_id'], ['bank_items.id'], name=op.f('fk_item_comments_item_id_bank_items')),
        sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_item_comments_account_id_accounts')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_item_comments')),
    )
    op.create_index(op.f('ix_item_comments_draft_id'), 'item_comments', ['draft_id'])
    op.create_index(op.f('ix_item_comments_item_id'), 'item_comments', ['item_id'])
    op.create_table(
        'saved_views',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('account_id', sa.Integer(), nullable=False),
        sa.Column('name', sa.String(length=40), nullable=False),
        sa.Column('query', sa.String(length=1000), nullable=False),
        sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_saved_views_account_id_accounts')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_saved_views')),
        sa.UniqueConstraint('account_id', 'name', name=op.f('uq_saved_views_account_id_name')),
    )
    op.create_table(
        'shipped_wordings',
        sa.Column('item_id', sa.String(length=80), nullable=False),
        sa.Column('revision', sa.Integer(), nullable=False),
        sa.Column('content', sa.Text(), nullable=False),
        sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('declined', sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(['item_id'], ['bank_items.id'], name=op.f('fk_shipped_wordings_item_id_bank_items')),
        sa.PrimaryKeyConstraint('item_id', name=op.f('pk_shipped_wordings')),
    )


def _create_drafts() -> None:
    op.create_table(
        'item_drafts',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('item_id', sa.String(length=80), nullable=True),
        sa.Column('base_revision', sa.Integer(), nullable=True),
        sa.Column('published_revision', sa.Integer(), nullable=True),
        sa.Column('content', sa.Text(), nullable=False),
        sa.Column('state', sa.String(length=10), nullable=False),
        sa.Column('author_id', sa.Integer(), nullable=False),
        sa.Column('editor_id', sa.Integer(), nullable=False),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.Column('import_id', sa.Integer(), nullable=True),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state in ('draft', 'in_review', 'published', 'discarded')", name=op.f('ck_item_drafts_state')
        ),
        sa.ForeignKeyConstraint(['author_id'], ['accounts.id'], name=op.f('fk_item_drafts_author_id_accounts')),
        sa.ForeignKeyConstraint(['editor_id'], ['accounts.id'], name=op.f('fk_item_drafts_editor_id_accounts')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_item_drafts')),
    )
    op.create_index(op.f('ix_item_drafts_author_id'), 'item_drafts', ['author_id'])
    op.create_index(op.f('ix_item_drafts_import_id'), 'item_drafts', ['import_id'])
    op.create_index(op.f('ix_item_drafts_state'), 'item_drafts', ['state'])
    op.create_index(
        'ix_item_drafts_open', 'item_drafts', ['item_id'], unique=True, sqlite_where=OPEN, postgresql_where=OPEN
    )


def downgrade() -> None:
    """Back."""
    for table in ('shipped_wordings', 'saved_views', 'item_comments', 'item_drafts'):
        op.drop_table(table)
    with op.batch_alter_table('bank_items') as batch:
        batch.drop_index(op.f('ix_bank_items_origin'))
        batch.drop_constraint(op.f('ck_bank_items_origin'), type_='check')
        batch.drop_column('origin')
