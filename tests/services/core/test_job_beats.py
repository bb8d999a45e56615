"""A worker's sign of life: a job that holds the write lock of its own database is no fault, a silence near the lease is one."""

from datetime import timedelta

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import OperationalError

from examapp import jobs
from examapp.extensions import db
from examapp.models.job_runs import JobRun
from examapp.services.core import job_runs
from examapp.services.core.job_runs import keep_runs
from examapp.services.core.transactions import transaction
from tests.waiting import wait_until

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def beats(app, monkeypatch) -> list[str]:
    """What became of every sign of life; they come quickly, and a lock is waited for shortly."""
    event.listen(db.engine, "connect", lambda raw, _: raw.execute("PRAGMA busy_timeout=5"))
    db.session.remove()
    db.engine.dispose()
    monkeypatch.setattr(jobs, "BEAT", timedelta(milliseconds=5))
    monkeypatch.setattr(jobs, "BEAT_AGAIN", timedelta(milliseconds=5))
    seen: list[str] = []

    def noted(run_ids, *, now) -> None:
        try:
            keep_runs(run_ids, now=now)
            seen.append("said")
        except OperationalError:
            seen.append("locked")
            raise

    monkeypatch.setattr(job_runs, "keep_runs", noted)
    return seen


def run_holding_the_lock(monkeypatch, ports, beats) -> list[str]:
    """A job in one long transaction, until signs of life were refused; gives what came after it let go."""
    after: list[str] = []

    def hold(_app, _ports) -> None:
        with transaction() as session:
            session.execute(text("select 1"))
            wait_until(lambda: beats.count("locked") >= 3, "signs of life that find the lock taken")
        after.extend(beats)
        wait_until(lambda: "said" in beats[len(after) :], "a sign of life after the lock")

    monkeypatch.setitem(jobs.JOBS, "hold", hold)
    with transaction():
        run_id = job_runs.request_run("hold", now=ports.clock.now())
    ports.queue.enqueue(job_runs.RUN, run_id=run_id)
    assert db.session.get(JobRun, run_id, populate_existing=True).finished_at is not None
    return after


def warnings_of(caplog) -> list[str]:
    return [one.getMessage() for one in caplog.records if "no sign of life" in one.getMessage()]


def test_a_job_that_holds_the_lock_itself_is_not_told_as_a_fault_and_is_heard_of_as_soon_as_it_lets_go(
    monkeypatch, ports, beats, caplog
):
    run_holding_the_lock(monkeypatch, ports, beats)
    assert warnings_of(caplog) == []


def test_a_silence_that_comes_near_the_lease_is_told_once(monkeypatch, ports, beats, caplog):
    monkeypatch.setattr(jobs, "DANGER", timedelta(0))
    run_holding_the_lock(monkeypatch, ports, beats)
    # Signs that were heard in between begin a new silence.
    silences = sum(
        one == "locked" and before != "locked"
        for before, one in zip(["said", *beats], [*beats, ""], strict=True)
    )
    assert 1 <= len(warnings_of(caplog)) == silences
