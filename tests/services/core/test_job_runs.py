"""Jobs are remembered by the database: done once, found again, given up when they only fail."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select

from examapp.domain.job_runs import LEASE, MOST_TRIES, PATIENCE
from examapp.extensions import db
from examapp.jobs import JOBS, PERIODIC
from examapp.models.job_runs import JobRun
from examapp.services.core import job_runs
from examapp.services.core.transactions import transaction


@pytest.fixture
def done(monkeypatch) -> list:
    """A job that writes down what it was given; `None` among the arguments makes it fail."""
    seen: list = []

    def note(_app, _ports, **arguments) -> None:
        seen.append(arguments)
        if arguments.get("fails"):
            raise OSError("no disk")

    monkeypatch.setitem(JOBS, "note", note)
    return seen


def requested(now, **arguments) -> int:
    with transaction():
        return job_runs.request_run("note", now=now, **arguments)


def run_of(run_id: int) -> JobRun:
    db.session.rollback()
    return db.session.get(JobRun, run_id, populate_existing=True)


def look(ports) -> None:
    db.session.remove()
    ports.queue.enqueue("look_for_runs")


def test_a_job_exists_exactly_when_the_act_that_asked_for_it_does(app, ports):
    def refused_act() -> None:
        with transaction():
            job_runs.request_run("note", now=ports.clock.now())
            raise KeyError("the act is refused")

    with pytest.raises(KeyError):
        refused_act()
    assert db.session.scalars(select(JobRun)).all() == []


def test_a_sent_run_is_done_once_however_often_it_is_sent(app, ports, done):
    run_id = requested(ports.clock.now(), number=7)
    for _ in range(3):
        job_runs.send_run(run_id, ports=ports)
    assert done == [{"number": 7}]
    assert run_of(run_id).finished_at == ports.clock.now()


def test_a_run_that_the_queue_lost_is_found_by_the_next_look(app, ports, done):
    run_id = requested(ports.clock.now())
    look(ports)
    assert done == [], "the queue has its chance first"
    ports.clock.moment += PATIENCE
    look(ports)
    assert (len(done), run_of(run_id).tries) == (1, 1)


def test_a_job_that_only_a_newer_program_knows_is_left_to_its_workers(app, ports, monkeypatch):
    with transaction():
        run_id = job_runs.request_run("of_tomorrow", now=ports.clock.now())
    job_runs.send_run(run_id, ports=ports)
    ports.clock.moment += PATIENCE
    look(ports)
    assert (run_of(run_id).tries, run_of(run_id).failure) == (0, "")
    done = []
    monkeypatch.setitem(JOBS, "of_tomorrow", lambda *_: done.append(True))
    look(ports)
    assert done == [True]


def test_a_run_whose_worker_died_is_free_again_after_the_lease_and_not_before(app, ports, done):
    run_id = requested(ports.clock.now())
    assert job_runs.claim_run(run_id, known=JOBS, now=ports.clock.now())
    ports.clock.moment += LEASE - timedelta(seconds=1)
    assert job_runs.claim_run(run_id, known=JOBS, now=ports.clock.now()) is None
    job_runs.keep_runs([run_id], now=ports.clock.now())
    ports.clock.moment += LEASE - timedelta(seconds=1)
    look(ports)
    assert done == [], "it has shown a sign of life"
    ports.clock.moment += timedelta(seconds=1)
    look(ports)
    assert (len(done), run_of(run_id).tries) == (1, 2)


def test_a_run_that_only_fails_is_given_up_and_stays_to_be_seen(app, ports, done):
    run_id = requested(ports.clock.now(), fails=True)
    for _ in range(MOST_TRIES + 2):
        ports.clock.moment += LEASE
        try:
            look(ports)
        except OSError:
            continue
    assert len(done) == MOST_TRIES
    assert (run_of(run_id).finished_at, run_of(run_id).failure) == (None, "OSError")
    assert job_runs.count_open_runs()[1] == 1


def test_each_periodic_job_runs_once_a_period_though_many_nodes_look_at_the_same_moment(
    app, ports, monkeypatch
):
    seen, lock = [], threading.Lock()
    for job in PERIODIC:
        monkeypatch.setitem(
            JOBS, job, lambda *_, job=job: lock.acquire() and (seen.append(job), lock.release())
        )
    db.session.remove()
    gate = threading.Barrier(4)

    def node() -> None:
        gate.wait()
        for job in PERIODIC:
            with app.app_context():
                run_id = job_runs.begin_period(job, "2026-11-20T09:00:00Z", now=ports.clock.now())
            if run_id:
                ports.queue.enqueue(job_runs.RUN, run_id=run_id)

    threads = [threading.Thread(target=node) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(seen) == sorted(PERIODIC)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_look_begins_the_periods_once_and_again_when_the_hour_turns(app, ports, monkeypatch):
    seen: list[str] = []
    for job in PERIODIC:
        monkeypatch.setitem(JOBS, job, lambda *_, job=job: seen.append(job))
    look(ports)
    look(ports)
    assert sorted(seen) == sorted(PERIODIC)
    ports.clock.moment += timedelta(hours=1)
    look(ports)
    again = [job for job, seconds in PERIODIC.items() if seconds <= 3600]
    assert sorted(seen) == sorted([*PERIODIC, *again])


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_was_done_a_month_ago_is_forgotten(app, ports, done):
    run_id = requested(ports.clock.now())
    job_runs.send_run(run_id, ports=ports)
    ports.clock.moment += timedelta(days=31)
    waiting = requested(ports.clock.now())
    assert job_runs.forget_old_runs(now=ports.clock.now()) == 1
    assert [run.id for run in db.session.scalars(select(JobRun))] == [waiting]
