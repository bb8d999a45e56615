"""blueprints count the papers of exams too; nobody counts first results any more"""

import sqlalchemy as sa
from alembic import op

revision = "0095"
down_revision = "0094"
branch_labels = None
depends_on = None

_TABLES = ("result_deltas", "result_rollups")
# The day in China of a time in milliseconds.
_DAYS = {
    "sqlite": "date(attempts.submitted_ms / 1000 + 28800, 'unixepoch')",
    "postgresql": "(to_timestamp(attempts.submitted_ms / 1000) at time zone 'Asia/Shanghai')::date",
}
# As additions, which the folding job joins to what is summed already.
_PAPERS = """
insert into result_deltas
    (kind, subject_id, day, enterprise_id, part, papers, passed, score_tenths, full_tenths)
select 'blueprint', owner.blueprint_id, {day}, 0, owner.role, {sign} * count(*),
    {sign} * sum(case when newest.passed then 1 else 0 end),
    {sign} * sum(newest.score_tenths), {sign} * sum(newest.full_tenths)
from attempts
join attempt_results newest on newest.attempt_id = attempts.id and not exists
    (select 1 from attempt_results later where later.attempt_id = newest.attempt_id and later.version > newest.version)
join registrations owner on owner.id = attempts.registration_id
where attempts.state = 'submitted' group by 2, 3, 5
"""
_FIRST = """
update result_rollups set passed_first = (
    select coalesce(sum(case when first.passed then 1 else 0 end), 0)
    from attempts
    join attempt_results first on first.attempt_id = attempts.id and first.version = 1
    join participants owner on owner.id = attempts.participant_id
    where attempts.state = 'submitted' and owner.spot_quiz_id = result_rollups.subject_id
        and owner.role = result_rollups.part)
where kind = 'quiz'
"""


def upgrade() -> None:
    """Forward; what is handed in already is counted once."""
    for name in _TABLES:
        with op.batch_alter_table(name) as table:
            table.drop_column("passed_first")
    _add(1)


def downgrade() -> None:
    """Back; first results are counted anew where they were read, for quizzes."""
    _add(-1)
    for name in _TABLES:
        with op.batch_alter_table(name) as table:
            table.add_column(sa.Column("passed_first", sa.Integer(), nullable=False, server_default="0"))
        with op.batch_alter_table(name) as table:
            table.alter_column("passed_first", server_default=None)
    op.execute(_FIRST)


def _add(sign: int) -> None:
    op.execute(_PAPERS.format(day=_DAYS[op.get_bind().dialect.name], sign=sign))
