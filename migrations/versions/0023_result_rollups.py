"""result rollups"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

_KINDS = "kind in ('exam', 'quiz', 'blueprint', 'registered')"
# The day in China of a time in milliseconds, and of a stored time.
_DAYS = {
    "sqlite": ("date({0} / 1000 + 28800, 'unixepoch')", "date({0}, '+8 hours')"),
    "postgresql": (
        "(to_timestamp({0} / 1000) at time zone 'Asia/Shanghai')::date",
        "({0} at time zone 'Asia/Shanghai')::date",
    ),
}
_PAPERS = """
insert into result_rollups
    (kind, subject_id, day, enterprise_id, part, papers, passed, passed_first, score_tenths, full_tenths)
select {place}, count(*), sum(case when newest.passed then 1 else 0 end), sum(case when first.passed then 1 else 0 end),
    sum(newest.score_tenths), sum(newest.full_tenths)
from attempts
join attempt_results first on first.attempt_id = attempts.id and first.version = 1
join attempt_results newest on newest.attempt_id = attempts.id and not exists
    (select 1 from attempt_results later where later.attempt_id = newest.attempt_id and later.version > newest.version)
{owner}
where attempts.state = 'submitted' group by 1, 2, 3, 4, 5
"""
_EXAM = "join registrations owner on owner.id = attempts.registration_id"
_QUIZ = (
    "join participants owner on owner.id = attempts.participant_id"
    " join spot_quizzes quiz on quiz.id = owner.spot_quiz_id join inspections on inspections.id = quiz.inspection_id"
)
_PEOPLE = """
insert into result_rollups
    (kind, subject_id, day, enterprise_id, part, papers, passed, passed_first, score_tenths, full_tenths)
select 'registered', exam_id, {day}, enterprise_id, case when state = 'sitting' then 'due' else state end,
    count(*), 0, 0, 0, 0
from registrations group by 1, 2, 3, 4, 5
"""


def upgrade() -> None:
    """Forward; what is stored already is counted once."""
    op.create_table(
        "result_deltas",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        *_columns(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_result_deltas")),
        sa.CheckConstraint(_KINDS, name=op.f("ck_result_deltas_kind")),
    )
    op.create_table(
        "result_rollups",
        *_columns(),
        sa.PrimaryKeyConstraint(
            "kind", "subject_id", "day", "enterprise_id", "part", name=op.f("pk_result_rollups")
        ),
        sa.CheckConstraint(_KINDS, name=op.f("ck_result_rollups_kind")),
    )
    op.create_index("ix_result_rollups_kind_day", "result_rollups", ["kind", "day"])
    handed_in, registered = _DAYS[op.get_bind().dialect.name]
    day = handed_in.format("attempts.submitted_ms")
    quiz = "'quiz', quiz.id, inspections.inspected_on, inspections.enterprise_id, owner.role"
    op.execute(
        _PAPERS.format(place=f"'exam', owner.exam_id, {day}, owner.enterprise_id, owner.role", owner=_EXAM)
    )
    op.execute(_PAPERS.format(place=quiz, owner=_QUIZ))
    op.execute(_PAPERS.format(place=f"'blueprint', owner.blueprint_id, {day}, 0, owner.role", owner=_QUIZ))
    op.execute(_PEOPLE.format(day=registered.format("registered_at")))


def downgrade() -> None:
    """Back; nothing is lost, because everything can be counted again."""
    op.drop_table("result_rollups")
    op.drop_table("result_deltas")


def _columns() -> list[sa.Column]:
    return [
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("subject_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("enterprise_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("part", sa.String(length=10), nullable=False),
        sa.Column("papers", sa.Integer(), nullable=False),
        sa.Column("passed", sa.Integer(), nullable=False),
        sa.Column("passed_first", sa.Integer(), nullable=False),
        sa.Column("score_tenths", sa.BigInteger(), nullable=False),
        sa.Column("full_tenths", sa.BigInteger(), nullable=False),
    ]
