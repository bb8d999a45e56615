"""Entries that the chain of the audit log takes each second, beside bare inserts of the same rows."""

import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path

from sqlalchemy import MetaData, insert, text
from sqlalchemy.schema import CreateTable

from examapp.adapters.queue.queue import InlineQueue
from examapp.app import create_app
from examapp.extensions import db
from examapp.models.audit import AuditEntry
from examapp.services.core.audit import find_tampering, record_act
from examapp.services.core.transactions import transaction
from tests.bench.stage import Stage
from tests.databases import make_settings

PROCESSES, THREADS, SECONDS = 2, 8, 4.0
# A quiz that is closed ends so many papers in one transaction.
TOGETHER = 30
# The same columns and indexes without the chain; the database gives the numbers.
TABLE = AuditEntry.__table__.to_metadata(MetaData(), name="floor_entries")
TABLE.c.id.autoincrement, TABLE.primary_key.name = True, "pk_floor_entries"
INDEXED = ("act", "subject", "lane, place")
KINDS = {
    "floor": "直接插入同样的行，没有链条",
    "single": "链条，每次提交一条",
    "single_before": "链条，一个接一个提交（以前的做法）",
    "floor_together": f"直接插入，每次提交 {TOGETHER} 条",
    "together": f"链条，每次提交 {TOGETHER} 条",
}


def measure_appends(stage: Stage) -> None:
    """Each kind twice, in turns, so that a busy moment meets them all; SQLite has one process with one writer."""
    url = stage.settings.database_url
    with stage.app.app_context(), db.engine.begin() as connection:
        connection.execute(text("drop table if exists floor_entries"))
        connection.execute(CreateTable(TABLE))
        for number, columns in enumerate(INDEXED):
            connection.execute(text(f"create index floor_{number} on floor_entries ({columns})"))
    processes = 1 if stage.kind == "sqlite" else PROCESSES
    counts = dict.fromkeys(KINDS, 0)
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        for _ in range(2):
            for kind in KINDS:
                jobs = [pool.submit(_work, kind, url, stage.folder, number) for number in range(processes)]
                counts[kind] += sum(job.result() for job in jobs)
    rates = {kind: count / (2 * SECONDS) for kind, count in counts.items()}
    for kind, words in KINDS.items():
        print(f"审计日志（{words}，{processes} 个进程各 {THREADS} 路）：每秒 {rates[kind]:.0f} 条")
    for kind, floor in (("single", "floor"), ("together", "floor_together")):
        print(f"  {KINDS[kind]}：是直接插入的 {rates[kind] / rates[floor]:.0%}")
    stage.figures.note(stage.kind, **{f"appends_{kind}_per_second": rate for kind, rate in rates.items()})
    with stage.app.app_context():
        assert find_tampering() is None
        db.session.remove()


def _work(kind: str, url: str, folder: Path, number: int) -> int:
    app = create_app(make_settings(folder, url), queue=InlineQueue())
    size = TOGETHER if kind.endswith("together") else 1
    append = _bare if kind.startswith("floor") else _chained

    def work(thread: int) -> int:
        written = 0
        with app.app_context():
            append(kind, f"warm:{number}-{thread}", size)
            until = time.monotonic() + SECONDS
            while time.monotonic() < until:
                append(kind, f"bench:{number}-{thread}-{written}", size)
                written += size
            db.session.remove()
        return written

    with ThreadPoolExecutor(THREADS) as pool:
        written = sum(pool.map(work, range(THREADS)))
    with app.app_context():
        db.engine.dispose()
    return written


def _chained(kind: str, subject: str, size: int) -> None:
    now = datetime.now(UTC)
    with transaction() as session:
        if kind == "single_before" and session.get_bind().dialect.name == "postgresql":
            session.execute(text("select pg_advisory_xact_lock(7230001)"))
        for part in range(size):
            record_act("bench.done", f"{subject}/{part}", actor="system", now=now, data={"score": part})


def _bare(kind: str, subject: str, size: int) -> None:
    facts = {
        "at": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "actor": "system",
        "act": "bench.done",
        "data": '{"score":1}',
        "seen": "0:1",
    }
    with transaction() as session:
        rows = [
            {"subject": f"{subject}/{part}", "previous": "0" * 64, "digest": "0" * 64, **facts}
            for part in range(size)
        ]
        session.execute(insert(TABLE), rows)
