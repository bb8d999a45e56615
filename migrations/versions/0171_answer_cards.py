"""quizzes that are answered on paper: sitting, cards, pictures of cards, and what people ruled of them"""

import sqlalchemy as sa
from alembic import op

revision = "0171"
down_revision = "0175"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "card_uploads",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("spot_quiz_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("file_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("report", sa.JSON(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_by", sa.String(length=60), nullable=False),
        sa.CheckConstraint("state in ('waiting', 'read')", name=op.f("ck_card_uploads_state")),
        sa.ForeignKeyConstraint(
            ["spot_quiz_id"], ["spot_quizzes.id"], name=op.f("fk_card_uploads_spot_quiz_id_spot_quizzes")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_uploads")),
        sa.UniqueConstraint("spot_quiz_id", "digest", name=op.f("uq_card_uploads_spot_quiz_id_digest")),
    )
    with op.batch_alter_table("card_uploads") as batch:
        batch.create_index(batch.f("ix_card_uploads_spot_quiz_id"), ["spot_quiz_id"], unique=False)

    op.create_table(
        "paper_sittings",
        sa.Column("spot_quiz_id", sa.Integer(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("begun_by", sa.String(length=60), nullable=False),
        sa.Column("collected_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("collected_by", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(
            ["spot_quiz_id"], ["spot_quizzes.id"], name=op.f("fk_paper_sittings_spot_quiz_id_spot_quizzes")
        ),
        sa.PrimaryKeyConstraint("spot_quiz_id", name=op.f("pk_paper_sittings")),
    )
    op.create_table(
        "answer_cards",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("size", sa.String(length=10), nullable=False),
        sa.Column("printed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_how", sa.String(length=10), nullable=True),
        sa.Column("settled_by", sa.String(length=60), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("strokes_sealed", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint(
            "settled_how is null or settled_how in ('signed', 'absent')",
            name=op.f("ck_answer_cards_settled_how"),
        ),
        sa.CheckConstraint("size in ('normal', 'large')", name=op.f("ck_answer_cards_size")),
        sa.CheckConstraint(
            "(settled_how is null) = (settled_at is null)", name=op.f("ck_answer_cards_settled")
        ),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participants.id"], name=op.f("fk_answer_cards_participant_id_participants")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_cards")),
        sa.UniqueConstraint("code", name=op.f("uq_answer_cards_code")),
        sa.UniqueConstraint("participant_id", name=op.f("uq_answer_cards_participant_id")),
    )
    op.create_table(
        "card_pages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("answer_card_id", sa.Integer(), nullable=False),
        sa.Column("card_upload_id", sa.Integer(), nullable=False),
        sa.Column("page", sa.SmallInteger(), nullable=False),
        sa.Column("inks", sa.JSON(), nullable=False),
        sa.Column("flat_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("flat_digest", sa.String(length=64), nullable=False),
        sa.Column("set_aside", sa.Boolean(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["answer_card_id"], ["answer_cards.id"], name=op.f("fk_card_pages_answer_card_id_answer_cards")
        ),
        sa.ForeignKeyConstraint(
            ["card_upload_id"], ["card_uploads.id"], name=op.f("fk_card_pages_card_upload_id_card_uploads")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_pages")),
    )
    with op.batch_alter_table("card_pages") as batch:
        batch.create_index(batch.f("ix_card_pages_answer_card_id"), ["answer_card_id"], unique=False)

    op.create_table(
        "card_rulings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("card_page_id", sa.Integer(), nullable=False),
        sa.Column("slot", sa.SmallInteger(), nullable=False),
        sa.Column("part", sa.String(length=10), nullable=False),
        sa.Column("row_values", sa.JSON(), nullable=False),
        sa.Column("ruled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ruled_by", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(
            ["card_page_id"], ["card_pages.id"], name=op.f("fk_card_rulings_card_page_id_card_pages")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_rulings")),
    )
    with op.batch_alter_table("card_rulings") as batch:
        batch.create_index(batch.f("ix_card_rulings_card_page_id"), ["card_page_id"], unique=False)

    with op.batch_alter_table("spot_quizzes") as batch:
        batch.add_column(sa.Column("medium", sa.String(length=10), server_default="screen", nullable=False))
        batch.create_check_constraint(op.f("ck_spot_quizzes_medium"), "medium in ('screen', 'paper')")


def downgrade() -> None:
    """Back; what was read from paper stays with the attempts."""
    with op.batch_alter_table("spot_quizzes") as batch:
        batch.drop_constraint(op.f("ck_spot_quizzes_medium"), type_="check")
        batch.drop_column("medium")

    with op.batch_alter_table("card_rulings") as batch:
        batch.drop_index(batch.f("ix_card_rulings_card_page_id"))

    op.drop_table("card_rulings")
    with op.batch_alter_table("card_pages") as batch:
        batch.drop_index(batch.f("ix_card_pages_answer_card_id"))

    op.drop_table("card_pages")
    op.drop_table("answer_cards")
    op.drop_table("paper_sittings")
    with op.batch_alter_table("card_uploads") as batch:
        batch.drop_index(batch.f("ix_card_uploads_spot_quiz_id"))

    op.drop_table("card_uploads")
