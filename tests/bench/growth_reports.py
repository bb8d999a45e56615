"""Reports: the same numbers from the counts that were kept and from every paper, and the page that shows them."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median

from flask import Flask
from sqlalchemy import Subquery, func, select

from examapp.extensions import db
from examapp.models.accounts import Account
from examapp.services.core.rollups import COUNTS, counted
from examapp.services.exams.exam_boards import progress_by_enterprise
from examapp.services.exams.exam_statistics import list_exams
from examapp.services.people.sign_ins import actor_of
from examapp.services.reports.coverage import read_coverage
from examapp.services.reports.full_counts import computed
from examapp.services.reports.rollup_checks import compare_rollups, rebuild_rollups
from tests.bench.browsers import sign_in
from tests.bench.growth_fill import BASE
from tests.bench.growth_stands import open_server
from tests.bench.growth_store import Store
from tests.bench.growth_table import ReportFigures, Timed
from tests.bench.machine import Client

ROUNDS = 5
Source = Callable[[str], Subquery]


@dataclass(frozen=True)
class Report:
    """What a page shows: `read(source)` gives its numbers; `path` is the page for the account, if there is one."""

    name: str
    read: Callable[[Source], object]
    path: str = ""
    account: str = "demo-bureau"


def measure_reports(store: Store, url: str, size: int, now: datetime) -> ReportFigures:
    """Median times on a filled database; stops when the counts are not those of the full computation."""
    app = store.application(url)
    with app.app_context():
        rebuilt, _ = _timed(lambda: rebuild_rollups(actor="system", now=now))
        compared, found = _timed(compare_rollups)
        assert not found.differing, found.examples
        server = open_server(store, url, size)
        try:
            reports = [_measure(one, app, server.port, now) for one in _reports(now.date())]
        finally:
            server.stop()
        db.session.remove()
        db.engine.dispose()
    return ReportFigures(size, reports, found.places, compared / 1000, rebuilt / 1000)


def _reports(day: date) -> list[Report]:
    accounts = {one.login_name: one for one in db.session.scalars(select(Account))}
    bureau, bank = actor_of(accounts["demo-bureau"]), actor_of(accounts["demo-bank_admin"])
    found = [Report("各类总数（每场、每方案份数、合格数、分数）", _sums)]
    for name, since in (("三个月", day - timedelta(92)), ("两年", day - timedelta(730))):
        found.append(
            Report(
                f"覆盖率，{name}",
                lambda source, since=since: read_coverage(bureau, since, day, source),
                f"/coverage?since={since}&until={day}",
            )
        )
    found.append(
        Report(
            "考核进度，一场两万人",
            lambda source: progress_by_enterprise(bureau, BASE, source),
            f"/exams/{BASE}",
        )
    )
    found.append(
        Report(
            "各方案份数",
            lambda source: list_exams(bank, source),
            "/statistics/exams",
            account="demo-bank_admin",
        )
    )
    return found


def _sums(source: Source) -> list[tuple]:
    found = []
    for kind in ("exam", "quiz", "blueprint", "registered"):
        rows = source(kind)
        columns = [func.sum(rows.c[name]) for name in COUNTS]
        found += db.session.execute(select(rows.c.subject_id, *columns).group_by(rows.c.subject_id)).all()
    return sorted(map(tuple, found))


def _measure(report: Report, app: Flask, port: int, now: datetime) -> Timed:
    assert report.read(counted) == report.read(computed), report.name
    kept, whole = (_median(lambda source=source: report.read(source)) for source in (counted, computed))
    return Timed(report.name, kept, whole, _page(report, app, port, now) if report.path else None)


def _page(report: Report, app: Flask, port: int, now: datetime) -> float:
    account_id = db.session.scalar(select(Account.id).where(Account.login_name == report.account))
    headers, _ = sign_in(app, account_id, now)
    db.session.remove()
    client = Client(port)

    def look() -> None:
        status, body = client.send("GET", report.path, **headers)
        assert status == 200, (report.path, status, body[:300])

    return _median(look)


def _median(act: Callable[[], object]) -> float:
    """Of several rounds after one that is not counted."""
    act()
    return median(_timed(act)[0] for _ in range(ROUNDS))


def _timed(act: Callable[[], object]) -> tuple[float, object]:
    db.session.remove()
    began = time.perf_counter()
    found = act()
    return (time.perf_counter() - began) * 1000, found
