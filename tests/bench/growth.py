"""Does it get slower as data grow? `python -m tests.bench.growth [10_000 1_000_000 10_000_000] [--turns N] [--write]`.

One PostgreSQL server with durable commits, one database and one web server for each size. The sizes take turns, so
that whatever else the machine does meets all of them; the median turn counts.
"""

import argparse
import json
import shutil
import sys
import tempfile
import time
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

import psycopg

from examapp.adapters.queue import InlineQueue
from examapp.app import create_app
from examapp.extensions import db
from examapp.services.demo_city import build_demo_city
from examapp.services.demo_load import issue_attempts
from examapp.services.partitions import prepare_months
from tests import postgres
from tests.bench.exchange import step_body
from tests.bench.growth_fill import SLOTS, SPAN, fill
from tests.bench.growth_reports import measure_reports
from tests.bench.growth_table import Row, write_section
from tests.bench.machine import Client, Measured, drive, tree_cpu_seconds
from tests.databases import fill_database, make_settings
from tests.locks import close_run_folder, open_run_folder

SIZES = (10_000, 1_000_000, 10_000_000)
REPORTS_AT_MOST = 1_000_000
TURNS, CLIENTS, ATTEMPTS, STEPS = 7, 4, 80, 25
BYTES_PER_ATTEMPT, SPARE_BYTES = 2_300, 4 * 1024**3
_OPTIONS = (
    "-c listen_addresses= -c max_connections=200 -c shared_buffers=1GB -c max_wal_size=2GB -c checkpoint_timeout=30min"
    " -c maintenance_work_mem=256MB"
)


@dataclass
class Stand:
    """One size: its database, its server, fresh papers for every turn, what was measured."""

    size: int
    url: str
    server: Measured
    papers: list[list[tuple[str, str]]]
    filled: float
    megabytes: float
    turns: list[tuple[float, float, float]] = field(default_factory=list)


def main() -> None:
    """Fill, measure in turns, print, write when asked."""
    parser = argparse.ArgumentParser(prog="make growth")
    parser.add_argument("sizes", nargs="*", type=int, default=list(SIZES))
    parser.add_argument("--turns", type=int, default=TURNS)
    parser.add_argument("--write", action="store_true", help="put the tables into docs/performance.md")
    asked = parser.parse_args()
    sizes = sorted(asked.sizes)
    postgres.OPTIONS = _OPTIONS
    open_run_folder()
    with tempfile.TemporaryDirectory(prefix="examapp-growth-") as folder:
        _require_space(sizes, folder)
        cluster = postgres.Cluster(Path(folder))
        cluster.start()
        try:
            section = _measure(cluster, sizes, asked.turns, Path(folder))
        finally:
            cluster.stop()
    close_run_folder()
    print(section)
    if asked.write:
        write_section(section)


def _require_space(sizes: list[int], folder: str) -> None:
    needed, free = sum(sizes) * BYTES_PER_ATTEMPT + SPARE_BYTES, shutil.disk_usage(folder).free
    if free < needed:
        sys.exit(
            f"{folder} 只剩 {free / 1e9:.0f} GB，这样的规模要 {needed / 1e9:.0f} GB。可用 TMPDIR 换一个地方。"
        )


def _measure(cluster: postgres.Cluster, sizes: list[int], turns: int, folder: Path) -> str:
    now = datetime.now(UTC)
    template = cluster.template("empty", lambda url: _prepare(url, folder, now))
    stands: list[Stand] = []
    try:
        for size in sizes:
            stands.append(_stand(cluster, size, template, turns, folder, now))
        for turn in range(turns):
            for stand in stands:
                stand.turns.append(_turn(stand, cluster, stand.papers[turn]))
                print(f"  {stand.size:,}：{stand.turns[-1][0]:.0f} 步/秒", flush=True)
    finally:
        for stand in stands:
            stand.server.stop()
    small = [one for one in stands if one.size <= REPORTS_AT_MOST] or stands[:1]
    reports = measure_reports(_application(small[-1].url, folder), now)
    return Row.section([_row(one, stands[0]) for one in stands], reports, small[-1].size, turns)


def _prepare(url: str, folder: Path, now: datetime) -> None:
    """The demonstration city and the months of two years."""
    fill_database(url)
    app = _application(url, folder)
    with app.app_context():
        build_demo_city(ports=app.extensions["ports"])
        months = round(SPAN.days / 30)
        prepare_months(now=now - SPAN, ahead=months + 1)
        prepare_months(now=now)
        db.session.remove()
        db.engine.dispose()


def _application(url: str, folder: Path):
    return create_app(make_settings(folder, url), queue=InlineQueue())


def _stand(
    cluster: postgres.Cluster, size: int, template: str, turns: int, folder: Path, now: datetime
) -> Stand:
    print(f"填入 {size:,} 份答卷、{size * SLOTS:,} 步", flush=True)
    url = cluster.create(f"growth_{size}", template)
    seconds = fill(url, size, now)
    app = _application(url, folder)
    with app.app_context():
        ports, key = app.extensions["ports"], app.config["SECRET_KEY"]
        papers = [list(issue_attempts(ATTEMPTS, 10, 60, ports=ports, secret_key=key)) for _ in range(turns)]
        db.session.remove()
        db.engine.dispose()
    with psycopg.connect(url) as connection:
        held = connection.execute("select pg_database_size(current_database())").fetchone()[0]
    environment = {
        "EXAMAPP_DATA_DIR": str(folder), "DATABASE_URL": url, "EXAMAPP_RATE_LIMITS": "0", "EXAMAPP_EMBEDDED_JOBS": "0",
        "EXAMAPP_STARTS_PER_SECOND": "0",
    }  # fmt: skip
    log = folder / f"server-{size}.log"
    server = Measured("examapp.wsgi:make_application", environment, 4, log).wait("/sign-in")
    return Stand(size, url, server, papers, seconds, held / 1e6)


def _turn(
    stand: Stand, cluster: postgres.Cluster, issued: list[tuple[str, str]]
) -> tuple[float, float, float]:
    """Steps per second, CPU-ms a step of the web server and of the database; each paper takes its steps in turn."""
    bodies: dict[str, list[dict]] = {}

    def begin(client: Client, number: int) -> None:
        for attempt, token in issued[number::CLIENTS]:
            bodies[attempt] = json.loads(client.send("GET", f"/api/attempts/{attempt}", token=token)[1])[
                "slots"
            ]

    def save(client: Client, number: int) -> None:
        for seq in range(1, STEPS + 1):
            for attempt, token in issued[number::CLIENTS]:
                body = step_body(bodies[attempt], seq % 10 + 1, seq)
                status, answer = client.send("PUT", f"/api/attempts/{attempt}/steps", body, token)
                assert status == 200, answer

    def hand_in(client: Client, number: int) -> None:
        for attempt, token in issued[number::CLIENTS]:
            body = json.dumps({"id": str(uuid.uuid4()), "last_seq": STEPS, "at": 1})
            status, answer = client.send("POST", f"/api/attempts/{attempt}/submission", body, token)
            assert status == 200, answer

    drive(stand.server.port, CLIENTS, begin)
    web, database = stand.server.cpu_seconds(), _database_cpu(cluster)
    wall, _ = drive(stand.server.port, CLIENTS, save)
    web, database = stand.server.cpu_seconds() - web, _database_cpu(cluster) - database
    drive(stand.server.port, CLIENTS, hand_in)
    count = len(issued) * STEPS
    return count / wall, web * 1000 / count, database * 1000 / count


def _database_cpu(cluster: postgres.Cluster) -> float:
    return tree_cpu_seconds(int((cluster.data / "postmaster.pid").read_text().split()[0]))


def _row(stand: Stand, smallest: Stand) -> Row:
    rates = [turn[0] for turn in stand.turns]
    shares = [one[0] / least[0] for one, least in zip(stand.turns, smallest.turns, strict=True)]
    return Row(
        size=stand.size,
        steps=stand.size * SLOTS,
        megabytes=stand.megabytes,
        filled=stand.filled,
        rate=median(rates),
        lowest=min(rates),
        highest=max(rates),
        share=median(shares),
        web=median(turn[1] for turn in stand.turns),
        database=median(turn[2] for turn in stand.turns),
    )


if __name__ == "__main__":
    began = time.perf_counter()
    main()
    print(f"共 {time.perf_counter() - began:.0f} 秒")
