"""What is to be done in the background: asked for inside the act, claimed by one worker, found again when that one dies."""

import uuid
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from examapp.domain.job_runs import KEPT, LEASE, MOST_TRIES, PATIENCE
from examapp.extensions import db
from examapp.models.job_runs import JobRun
from examapp.services.core.ports import Ports
from examapp.services.core.transactions import transaction

RUN = "run_requested"
# Told instead of the code of a refusal when the job itself came to nothing: no worker left that tries.
LOST = "lost"
_LONGEST_FAILURE = 80


def request_run(job: str, *, now: datetime, **arguments: object) -> int:
    """Note a job inside the caller's transaction, so that it exists exactly when the act does; gives its id for `send_run`."""
    run = JobRun(job=job, period=uuid.uuid4().hex, arguments=arguments, requested_at=now, tries=0, failure="")
    db.session.add(run)
    db.session.flush()
    return run.id


def send_run(run_id: int, *, ports: Ports) -> None:
    """After the commit: have a worker take it now. When the queue is away, the next look into the table finds it."""
    ports.queue.enqueue(RUN, run_id=run_id)


def find_or_request(job: str, *, now: datetime, **arguments: object) -> int:
    """The open run of this job with these arguments, or a new one."""
    with transaction() as session:
        query = select(JobRun).where(JobRun.finished_at.is_(None), JobRun.job == job).order_by(JobRun.id)
        known = [run.id for run in session.scalars(query) if run.arguments == arguments]
        return known[0] if known else request_run(job, now=now, **arguments)


def begin_period(job: str, period: str, *, now: datetime) -> int | None:
    """The run of a periodic job, for exactly one of all nodes that ask; None for the others."""
    dialect = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    facts = {"job": job, "period": period, "arguments": {}, "requested_at": now, "tries": 0, "failure": ""}
    with transaction() as session:
        statement = dialect.insert(JobRun).values(**facts).on_conflict_do_nothing().returning(JobRun.id)
        return session.scalar(statement)


def claim_run(run_id: int, *, known: Collection[str], now: datetime) -> JobRun | None:
    """The run, now this worker's; None when it is done, given up, somebody alive works on it, or only a newer program can."""
    free = or_(JobRun.beat_at.is_(None), JobRun.beat_at <= now - LEASE)
    with transaction() as session:
        taken = session.scalar(
            update(JobRun)
            .where(JobRun.id == run_id, JobRun.finished_at.is_(None), JobRun.tries < MOST_TRIES, free)
            .where(JobRun.job.in_(known))
            .values(beat_at=now, tries=JobRun.tries + 1)
            .returning(JobRun.id)
        )
    return None if taken is None else db.session.get(JobRun, run_id, populate_existing=True)


def keep_runs(run_ids: Collection[int], *, now: datetime) -> None:
    """Say that the workers of these runs are alive."""
    with transaction() as session:
        session.execute(
            update(JobRun).where(JobRun.id.in_(run_ids), JobRun.finished_at.is_(None)).values(beat_at=now)
        )


def finish_run(run_id: int, *, now: datetime) -> None:
    """It is done."""
    with transaction() as session:
        session.execute(update(JobRun).where(JobRun.id == run_id).values(finished_at=now, failure=""))


def fail_run(run_id: int, failure: str, *, now: datetime) -> None:
    """It failed: tried again after the lease, and left to people after the last try (it then stays open, with its failure)."""
    with transaction() as session:
        session.execute(
            update(JobRun).where(JobRun.id == run_id).values(beat_at=now, failure=failure[:_LONGEST_FAILURE])
        )


def list_free_runs(*, known: Collection[str], now: datetime, limit: int = 20) -> list[int]:
    """Runs that no queue has brought to a worker, and runs whose worker died; oldest first."""
    unsent = JobRun.beat_at.is_(None) & (JobRun.requested_at <= now - PATIENCE)
    abandoned = JobRun.beat_at <= now - LEASE
    query = (
        select(JobRun.id)
        .where(JobRun.finished_at.is_(None), JobRun.tries < MOST_TRIES, or_(unsent, abandoned))
        .where(JobRun.job.in_(known))
        .order_by(JobRun.requested_at, JobRun.id)
        .limit(limit)
    )
    return list(db.session.scalars(query))


def count_open_runs() -> tuple[int, int]:
    """How many runs wait or are under way, and how many were given up."""
    given_up = JobRun.tries >= MOST_TRIES
    query = select(func.count(JobRun.id)).where(JobRun.finished_at.is_(None))
    return db.session.scalar(query.where(~given_up)) or 0, db.session.scalar(query.where(given_up)) or 0


def is_lost(run: JobRun | None, *, now: datetime) -> bool:
    """Whether nobody works or will work on it any more; of whoever still waits for it, people must be told."""
    if run is None or run.finished_at is not None:
        return True
    return run.tries >= MOST_TRIES and run.beat_at is not None and run.beat_at <= now - LEASE


def forget_old_runs(*, now: datetime) -> int:
    """Remove what was finished long ago; gives how many."""
    with transaction() as session:
        return session.execute(delete(JobRun).where(JobRun.finished_at < now - KEPT)).rowcount
