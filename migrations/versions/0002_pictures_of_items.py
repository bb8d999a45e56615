"""pictures of items"""

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        'item_pictures',
        sa.Column('digest', sa.String(length=64), nullable=False),
        sa.Column('media_type', sa.String(length=40), nullable=False),
        sa.Column('content', sa.LargeBinary(), nullable=False),
        sa.Column('width', sa.Integer(), nullable=False),
        sa.Column('height', sa.Integer(), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint('width > 0 and height > 0', name=op.f('ck_item_pictures_size')),
        sa.PrimaryKeyConstraint('digest', name=op.f('pk_item_pictures')),
    )


def downgrade() -> None:
    """Back."""
    op.drop_table('item_pictures')
