"""an archive file may be a zip: all certificates of an enterprise's year"""

import sqlalchemy as sa
from alembic import op

revision = "0115"
down_revision = "0114"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    _allow("format in ('pdf', 'xlsx', 'zip')")


def downgrade() -> None:
    """Back; zip files can be made again at any time."""
    op.execute(sa.text("delete from archive_files where format = 'zip'"))
    _allow("format in ('pdf', 'xlsx')")


def _allow(condition: str) -> None:
    with op.batch_alter_table("archive_files") as table:
        table.drop_constraint(op.f("ck_archive_files_format"), type_="check")
        table.create_check_constraint(op.f("ck_archive_files_format"), condition)
