"""Worker nodes as real processes: a web node that runs no job itself, a worker killed in the middle, one left alone by Redis."""

import os
import signal
import subprocess
import sys
from contextlib import contextmanager, suppress

import httpx
import psycopg
import pytest
from sqlalchemy import select

from examapp.adapters.queue.huey_queue import open_queue
from examapp.app import create_app
from examapp.extensions import db
from examapp.models.attempts import Attempt
from examapp.models.job_runs import JobRun
from examapp.services.people import roster_imports
from tests.databases import make_settings
from tests.rosters import roster_file
from tests.servers import free_port
from tests.stories import Device, confirmed, open_quiz
from tests.waiting import wait_until

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.parametrize("database_url", ["postgresql"], indirect=True),
]


class Worker:
    """`examapp work` on a data folder."""

    def __init__(self, folder, database_url: str, redis_url: str, number: int) -> None:
        self.log = folder / f"worker-{number}.log"
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("EXAMAPP_")}
        own = {"EXAMAPP_DATA_DIR": str(folder), "DATABASE_URL": database_url, "REDIS_URL": redis_url}
        self.metrics = f"http://127.0.0.1:{free_port()}/metrics"
        port = self.metrics.split(":")[2].split("/")[0]
        command = [sys.executable, "-m", "examapp.commands", "work", "--metrics-port", port]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                command,
                env={**inherited, **own, "PYTHONUNBUFFERED": "1", "EXAMAPP_LOG": "json"},
                stdout=log,
                stderr=log,
            )
        wait_until(lambda: "已启动" in self.said(), "the worker's start")

    def said(self) -> str:
        return self.log.read_text(encoding="utf-8")

    def end(self, number: signal.Signals) -> int:
        with suppress(ProcessLookupError):
            self.process.send_signal(number)
        return self.process.wait(timeout=60)


@pytest.fixture
def workers(database_url, tmp_path, redis_server):
    """start() starts one more worker."""
    started: list[Worker] = []

    def start() -> Worker:
        started.append(Worker(tmp_path, database_url, redis_server.url, len(started)))
        return started[-1]

    yield start
    for worker in started:
        worker.end(signal.SIGKILL)


@pytest.fixture
def web_node(database_url, tmp_path, redis_server, world, ports):
    """The ports of a web node that hands its jobs to workers."""
    settings = make_settings(tmp_path, database_url, REDIS_URL=redis_server.url, EXAMAPP_EMBEDDED_JOBS="0")
    queue = open_queue(redis_url=settings.redis_url, secret=settings.secret_key, runs_jobs=False)
    made = create_app(settings, queue=queue, clock=ports.clock)
    yield made.extensions["ports"]
    queue.stop()


def start_import(world, node):
    officer, now = world["actors"]["officer"], node.clock.now()
    kept = roster_imports.preview_roster(
        roster_file(), "名单.xlsx", world["own"].id, actor=officer, now=now, ports=node
    )
    roster_imports.start_import(kept.id, actor=officer, now=now, ports=node)
    db.session.remove()
    return kept.id


def state_of(world, import_id: int) -> str:
    db.session.remove()
    return roster_imports.get_import(world["actors"]["officer"], import_id).state


@contextmanager
def table_held(database_url: str, table: str):
    """Nobody else can write to the table."""
    with psycopg.connect(database_url) as holder:
        holder.execute(f"lock table {table} in exclusive mode")
        yield
        holder.rollback()


def someone_waits_for(database_url: str, table: str) -> bool:
    with psycopg.connect(database_url) as other:
        query = "select count(*) from pg_locks where not granted and relation = %s::regclass"
        return other.execute(query, [table]).fetchone()[0] > 0


def begun(job: str) -> JobRun | None:
    db.session.remove()
    query = select(JobRun).where(JobRun.job == job, JobRun.beat_at.is_not(None))
    return db.session.scalars(query).first()


def test_a_job_whose_worker_is_killed_is_done_once_by_another_R16(database_url, world, web_node, workers):
    first = workers()
    with table_held(database_url, "employments"):
        import_id = start_import(world, web_node)
        wait_until(lambda: someone_waits_for(database_url, "employments"), "the worker in its job")
        assert first.end(signal.SIGKILL) == -signal.SIGKILL
    assert state_of(world, import_id) == "running"
    with psycopg.connect(database_url) as other:
        # As if the lease had run out: a minute of waiting proves nothing more.
        other.execute("update job_runs set beat_at = beat_at - interval '1 hour' where finished_at is null")
    second = workers()
    wait_until(lambda: state_of(world, import_id) == "done", "the import by the second worker")
    assert begun("run_roster_import").tries == 2
    assert second.end(signal.SIGTERM) == 0


def test_without_redis_imports_and_overdue_attempts_are_dealt_with_all_the_same_R15(
    app, database_url, world, ports, web_node, workers, redis_server
):
    _, attempt = confirmed(world, ports, open_quiz(world, ports))
    Device(app, attempt).read()
    attempt_id = attempt.id
    worker = workers()
    redis_server.stop()
    import_id = start_import(world, web_node)
    wait_until(lambda: state_of(world, import_id) == "done", "the import without Redis")

    def handed_in() -> bool:
        db.session.remove()
        return db.session.get(Attempt, attempt_id).state == "submitted"

    # The test's clock stood a week ago, so the attempt is overdue by the worker's.
    wait_until(handed_in, "the sweep")
    redis_server.start()
    wait_until(lambda: "queue is back" in worker.said(), "the worker's reconnection")
    told = httpx.get(worker.metrics).text
    assert 'examapp_jobs_total{job="run_roster_import",outcome="done"} 1.0' in told
    assert worker.end(signal.SIGTERM) == 0
    assert '"event":"job"' in worker.said()
