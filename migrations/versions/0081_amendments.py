"""signatures belong to results and versions; names are corrected, records amended by two inspectors"""

import sqlalchemy as sa
from alembic import op

revision = "0081"
down_revision = "0080"
branch_labels = None
depends_on = None

_ONCE, _AGAIN = "uq_signatures_spot_quiz_id_signer", "uq_signatures_spot_quiz_id_signer_content_digest"


def upgrade() -> None:
    """Forward; every signature of before was given for the first version."""
    with op.batch_alter_table("signatures") as table:
        table.add_column(sa.Column("record_version", sa.Integer(), nullable=False, server_default="1"))
        table.drop_constraint(op.f(_ONCE), type_="unique")
        table.create_unique_constraint(op.f(_AGAIN), ["spot_quiz_id", "signer", "content_digest"])
    _take_back()
    op.create_table(
        "fact_corrections",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("spot_quiz_id", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("fact", sa.String(length=20), nullable=False),
        sa.Column("old", sa.String(length=60), nullable=False),
        sa.Column("new", sa.String(length=60), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("inspector_id", sa.Integer(), nullable=False),
        sa.Column("inspector_name", sa.String(length=60), nullable=False),
        sa.Column("corrected_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("fact in ('name')", name=op.f("ck_fact_corrections_fact")),
        sa.ForeignKeyConstraint(
            ["spot_quiz_id"], ["spot_quizzes.id"], name=op.f("fk_fact_corrections_spot_quiz_id_spot_quizzes")
        ),
        sa.ForeignKeyConstraint(
            ["participant_id"],
            ["participants.id"],
            name=op.f("fk_fact_corrections_participant_id_participants"),
        ),
        sa.ForeignKeyConstraint(
            ["inspector_id"], ["inspectors.id"], name=op.f("fk_fact_corrections_inspector_id_inspectors")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fact_corrections")),
    )
    op.create_index(op.f("ix_fact_corrections_spot_quiz_id"), "fact_corrections", ["spot_quiz_id"])
    _create_amendments()


def _create_amendments() -> None:
    op.create_table(
        "record_amendments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("unsigned_reason", sa.String(length=200), nullable=False),
        sa.Column("results_digest", sa.String(length=64), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("amended_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "state in ('asked', 'confirmed', 'dropped')", name=op.f("ck_record_amendments_state")
        ),
        sa.CheckConstraint(
            "(state = 'asked') = (decided_at is null)", name=op.f("ck_record_amendments_decided")
        ),
        sa.CheckConstraint(
            "state <> 'confirmed' or decided_by_id <> asked_by_id", name=op.f("ck_record_amendments_two")
        ),
        *[
            sa.ForeignKeyConstraint(
                [column], [f"{table}.id"], name=op.f(f"fk_record_amendments_{column}_{table}")
            )
            for column, table in (
                ("record_id", "records"),
                ("asked_by_id", "inspectors"),
                ("decided_by_id", "inspectors"),
                ("amended_id", "records"),
            )
        ],
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_amendments")),
    )
    op.create_index(op.f("ix_record_amendments_record_id"), "record_amendments", ["record_id"])


def downgrade() -> None:
    """Back; a second signature of one person is kept and set aside, what was corrected stays corrected."""
    op.drop_table("record_amendments")
    op.drop_table("fact_corrections")
    _set_aside()
    with op.batch_alter_table("signatures") as table:
        table.drop_constraint(op.f(_AGAIN), type_="unique")
        table.create_unique_constraint(op.f(_ONCE), ["spot_quiz_id", "signer"])
        table.drop_column("record_version")


def _set_aside() -> None:
    """Only one signature a signer fits below: the first stays, a later one is named signer~version~id."""
    bind = op.get_bind()
    rows = bind.execute(
        sa.text("select id, spot_quiz_id, signer, record_version from signatures order by id")
    )
    seen: set[tuple[int, str]] = set()
    for key, quiz_id, signer, version in rows.all():
        if (quiz_id, signer) in seen:
            name = f"{signer}~{version}~{key}"
            bind.execute(
                sa.text("update signatures set signer = :name where id = :key"), {"name": name, "key": key}
            )
        seen.add((quiz_id, signer))


def _take_back() -> None:
    bind = op.get_bind()
    rows = bind.execute(sa.text("select id, signer from signatures where signer like '%~%'"))
    for key, name in rows.all():
        signer, version, _ = name.split("~")
        bind.execute(
            sa.text("update signatures set signer = :signer, record_version = :version where id = :key"),
            {"signer": signer, "version": int(version), "key": key},
        )
