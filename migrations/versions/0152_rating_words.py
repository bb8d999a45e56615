"""every word that an enterprise said of a visit, and from which browser, so that nobody overwrites another's"""

import sqlalchemy as sa
from alembic import op

revision = "0152"
down_revision = "0151"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward; what was said so far was said from a browser that nobody knows any more."""
    op.create_table(
        "rating_words",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("inspection_id", sa.Integer(), nullable=False),
        sa.Column("rater_digest", sa.String(64), nullable=False),
        sa.Column("stars", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(500), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("stars between 1 and 5", name=op.f("ck_rating_words_stars")),
        sa.ForeignKeyConstraint(
            ["inspection_id"], ["inspections.id"], name=op.f("fk_rating_words_inspection_id_inspections")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rating_words")),
    )
    op.create_index(op.f("ix_rating_words_inspection_id"), "rating_words", ["inspection_id"])
    op.execute(
        "insert into rating_words (inspection_id, rater_digest, stars, words, said_at) "
        "select inspection_id, '', stars, words, rated_at from visit_ratings order by rated_at"
    )


def downgrade() -> None:
    """Back; the newest word of each visit stays in `visit_ratings`, the others stay in the audit log."""
    op.drop_index(op.f("ix_rating_words_inspection_id"), table_name="rating_words")
    op.drop_table("rating_words")
