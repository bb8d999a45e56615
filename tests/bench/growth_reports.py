"""Reports read from counts that were kept, beside the same figures computed from every attempt."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from flask import Flask
from sqlalchemy import func, select, text

from examapp.extensions import db
from examapp.models.accounts import Account
from examapp.services.coverage import read_coverage
from examapp.services.exam_boards import progress_by_enterprise
from examapp.services.exam_statistics import list_exams
from examapp.services.rollup_checks import find_differences, rebuild_rollups
from examapp.services.rollups import COUNTS, counted
from examapp.services.sign_ins import actor_of
from tests.bench.growth_fill import BASE

ROUNDS = 5
# What these pages asked before counts were kept: the query alone, without what the page does with it.
_COVERAGE = """
select i.enterprise_id, q.id, p.role, r.passed from inspections i join spot_quizzes q on q.inspection_id = i.id
join participants p on p.spot_quiz_id = q.id join attempts a on a.participant_id = p.id
join attempt_results r on r.attempt_id = a.id
where i.inspected_on between :since and :until and q.kind = 'quiz' and r.version = 1 and q.state in ('closed', 'recorded')
"""
_BOARD = """
select r.enterprise_id, r.state, count(*) from registrations r join employments m on m.id = r.employment_id
where r.exam_id = :exam and r.state <> 'withdrawn' group by 1, 2
"""
_BLUEPRINTS = """
select p.blueprint_id, count(*) from participants p join attempts a on a.participant_id = p.id
where a.state = 'submitted' group by 1
"""


@dataclass(frozen=True)
class Report:
    """Milliseconds from the counts, and of the full computation where there is one to compare with."""

    name: str
    kept_ms: float
    whole_ms: float | None


def measure_reports(app: Flask, now: datetime) -> list[Report]:
    """Median times on a filled database; stops when the counts are not those of the full computation."""
    with app.app_context():
        rebuild_rollups(actor="system", now=now)
        db.session.remove()
        began = time.perf_counter()
        _, differences = find_differences()
        whole = (time.perf_counter() - began) * 1000
        assert not differences, differences[:3]
        actors = {one.role: actor_of(one) for one in db.session.scalars(select(Account))}
        bureau, everybody, day = actors["bureau"], actors["administrator"], now.date()
        since = day - timedelta(92)
        values = {"exam": BASE, "since": since, "until": day}
        asked = [
            ("覆盖率页，三个月", lambda: read_coverage(bureau, since, day), _COVERAGE),
            ("考核进度页，一场两万人", lambda: progress_by_enterprise(bureau, BASE), _BOARD),
            ("考核列表（各方案份数）", lambda: list_exams(everybody), _BLUEPRINTS),
        ]
        found = [Report("全部份数、合格数、分数（每场、每天、每家）", _median(_sums), whole)]
        for name, act, full in asked:
            query = text(full)
            found.append(
                Report(
                    name, _median(act), _median(lambda query=query: db.session.execute(query, values).all())
                )
            )
        db.session.remove()
        db.engine.dispose()
        return found


def _sums() -> None:
    for kind in ("exam", "quiz", "blueprint", "registered"):
        kept = counted(kind)
        columns = [func.sum(kept.c[name]) for name in COUNTS]
        db.session.execute(select(kept.c.subject_id, *columns).group_by(kept.c.subject_id)).all()


def _median(act: Callable) -> float:
    found = []
    for _ in range(ROUNDS):
        db.session.remove()
        began = time.perf_counter()
        act()
        found.append((time.perf_counter() - began) * 1000)
    return median(found)
