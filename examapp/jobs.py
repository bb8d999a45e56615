"""Background jobs by name: each one opens an app context and calls one service."""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from examapp.adapters import metrics
from examapp.adapters.clock import machine_mark, machine_name
from examapp.adapters.logs import LINES
from examapp.adapters.queue.huey_queue import HueyQueue
from examapp.adapters.queue.queue import ThreadQueue
from examapp.domain.job_runs import BEAT, BEAT_AGAIN, DANGER, period_of
from examapp.extensions import db
from examapp.services.appeals import regrade_runs
from examapp.services.cards.uploads import JOB as READ_CARDS
from examapp.services.cards.uploads import read_upload
from examapp.services.core import job_runs, printing
from examapp.services.core.file_imports import list_running_imports
from examapp.services.core.file_readings import list_unread
from examapp.services.core.messages import send_messages
from examapp.services.core.node_clocks import ClockWatch
from examapp.services.core.partitions import prepare_months
from examapp.services.core.ports import Ports
from examapp.services.core.rollups import fold_deltas
from examapp.services.core.stored_files import move_out
from examapp.services.exams.certificate_files import pack_certificates
from examapp.services.exams.exam_notices import tell_people
from examapp.services.exams.registrations import register_for_exam, register_newcomers
from examapp.services.faces.face_purges import purge_faces
from examapp.services.items.item_file_reading import list_unread_imports, read_import
from examapp.services.laws.law_moves import apply_due_versions
from examapp.services.laws.law_reviews import settle_edited_holds
from examapp.services.papers.item_uses import count_uses
from examapp.services.people import register_imports
from examapp.services.people.roster_imports import run_roster_import
from examapp.services.people.roster_readings import read_roster_file
from examapp.services.quizzes.closings import end_what_is_due
from examapp.services.quizzes.inspection_imports import read_inspections_file, run_inspection_import
from examapp.services.reports import archive_files, report_copies
from examapp.services.reports.item_statistics import refresh_statistics
from examapp.services.upkeep.retention import clear_old
from examapp.services.upkeep.witnesses import tell_of_head

log = logging.getLogger(__name__)
SWEEP_SECONDS = 2.0
_MINUTE, _HOUR, _DAY = 60, 3600, 86_400


def register_jobs(app: Flask) -> None:
    """Make the jobs known to the queue of this application."""
    queue = app.extensions["ports"].queue
    app.extensions["periods_seen"] = {}
    for name, function in JOBS.items():
        queue.register(name, _in_context(app, function))


def _in_context(app: Flask, function: Callable) -> Callable:
    def run(**arguments: object) -> None:
        with app.app_context():
            function(app, app.extensions["ports"], **arguments)

    return run


def start_jobs(queue: ThreadQueue) -> None:
    """Make this process one that does jobs: sent ones, forgotten ones, periodic ones,
    and the sweep of overdue attempts.
    """
    queue.every(SWEEP_SECONDS, "finish_overdue_attempts")
    queue.every(SWEEP_SECONDS, "look_for_runs")
    if isinstance(queue, HueyQueue):
        queue.consume()


def watch_clock(app: Flask) -> None:
    """Have a thread of this process look after its clock, also where no jobs are done."""
    clock = app.extensions["ports"].clock
    watch = ClockWatch(clock, mark=machine_mark(), name=machine_name())

    def loop() -> None:
        while True:
            try:
                with app.app_context():
                    watch.look()
            except SQLAlchemyError as error:
                log.warning("the clock could not be written down: %s", error.__class__.__name__)
            time.sleep(SWEEP_SECONDS)

    threading.Thread(target=loop, name="clock", daemon=True).start()


def _look_for_runs(app: Flask, ports: Ports) -> None:
    now, seen = ports.clock.now(), app.extensions["periods_seen"]
    for job, seconds in PERIODIC.items():
        period = period_of(now, seconds)
        if seen.get(job) != period:
            run_id = job_runs.begin_period(job, period, now=now)
            seen[job] = period
            if run_id is not None:
                ports.queue.hand_over(job_runs.RUN, run_id=run_id)
    if db.engine.dialect.name == "postgresql":
        report_copies.beat(now=now)
    free = job_runs.list_free_runs(known=JOBS, now=now)
    # What was read is let go first: a job that runs at once writes on another connection.
    db.session.rollback()
    for run_id in free:
        ports.queue.hand_over(job_runs.RUN, run_id=run_id)


def _run_requested(app: Flask, ports: Ports, *, run_id: int) -> None:
    run = job_runs.claim_run(run_id, known=JOBS, now=ports.clock.now())
    if run is None:
        return
    job, arguments = run.job, dict(run.arguments)
    db.session.rollback()
    try:
        with _written_down(job, run_id), _beating(app, ports, run_id):
            JOBS[job](app, ports, **arguments)
    except Exception as error:
        db.session.rollback()
        job_runs.fail_run(run_id, error.__class__.__name__, now=ports.clock.now())
        raise
    job_runs.finish_run(run_id, now=ports.clock.now())


@contextmanager
def _written_down(job: str, run_id: int) -> Iterator[None]:
    began, outcome = time.perf_counter(), "failed"
    try:
        yield
        outcome = "done"
    finally:
        seconds = time.perf_counter() - began
        metrics.JOBS.labels(job, outcome).inc()
        metrics.JOB_SECONDS.labels(job).observe(seconds)
        LINES.write("job", job=job, run_id=run_id, outcome=outcome, ms=round(seconds * 1000, 1))


@contextmanager
def _beating(app: Flask, ports: Ports, run_id: int) -> Iterator[None]:
    done = threading.Event()

    def beat() -> None:
        pause, heard, told = BEAT, time.monotonic(), False
        while not done.wait(pause.total_seconds()):
            try:
                with app.app_context():
                    job_runs.keep_runs([run_id], now=ports.clock.now())
                pause, heard, told = BEAT, time.monotonic(), False
            except SQLAlchemyError as error:
                # On SQLite the job itself may hold the write lock, and then nobody can take its run either.
                pause, silent = BEAT_AGAIN, time.monotonic() - heard
                if silent >= DANGER.total_seconds() and not told:
                    log.warning(
                        "no sign of life for run %s in %.0f s: %s", run_id, silent, error.__class__.__name__
                    )
                    told = True

    thread = threading.Thread(target=beat, name=f"beat-{run_id}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def _at_its_time(run: Callable) -> Callable:
    return lambda app, ports: run(now=ports.clock.now())


def _importing(run: Callable) -> Callable:
    return lambda app, ports, *, import_id: run(import_id, now=ports.clock.now(), ports=ports)


def _export_head(app: Flask, ports: Ports) -> None:
    tell_of_head(app.extensions["settings"].heads_file, ports=ports, now=ports.clock.now())


def _move_files(app: Flask, ports: Ports) -> None:
    if ports.files is not None:
        for _kind, _size in move_out(ports.files):
            pass


def _finish_overdue(app: Flask, ports: Ports) -> None:
    if ports.clock.is_sure():
        end_what_is_due(now=ports.clock.now(), grace_seconds=app.extensions["settings"].grace_seconds)


def _resume_imports(app: Flask, ports: Ports) -> None:
    now = ports.clock.now()
    wanted = [(f"run_{kind}_import", import_id) for kind, import_id in list_running_imports()]
    wanted += [(f"read_{kind}_file", import_id) for kind, import_id in list_unread()]
    wanted += [("read_item_file", import_id) for import_id in list_unread_imports()]
    for job, import_id in wanted:
        _run_requested(app, ports, run_id=job_runs.find_or_request(job, now=now, import_id=import_id))


def _make_archive_file(app: Flask, ports: Ports, *, file_id: int, base_url: str = "") -> None:
    facts = {"now": ports.clock.now(), "ports": ports, "base_url": base_url}
    archive_files.make_file(file_id, pack=pack_certificates, **facts)


def _print_document(app: Flask, ports: Ports, *, kind: str, row_id: int) -> None:
    printing.print_document(kind, row_id, now=ports.clock.now(), ports=ports)


def _read_for_dispute(app: Flask, ports: Ports, *, regrade_id: int) -> None:
    regrade_runs.run_regrade(regrade_id, now=ports.clock.now())


def _apply_law_versions(app: Flask, ports: Ports) -> None:
    apply_due_versions(now=ports.clock.now())
    settle_edited_holds(now=ports.clock.now())


def _refresh_statistics(app: Flask, ports: Ports, *, force: bool = False) -> None:
    refresh_statistics(now=ports.clock.now(), force=force)


def _register_for_exams(app: Flask, ports: Ports, *, exam_id: int | None = None) -> None:
    now = ports.clock.now()
    if exam_id is None:
        register_newcomers(now=now)
    else:
        register_for_exam(exam_id, now=now)
    _tell_people(app, ports)


def _tell_people(app: Flask, ports: Ports) -> None:
    tell_people(now=ports.clock.now(), ports=ports)


def _send_messages(app: Flask, ports: Ports) -> None:
    send_messages(now=ports.clock.now(), ports=ports)


def _purge_faces(app: Flask, ports: Ports) -> None:
    purge_faces(now=ports.clock.now(), ports=ports)


def _clear_old(app: Flask, ports: Ports) -> None:
    clear_old(app.extensions["retention"], now=ports.clock.now())


JOBS: dict[str, Callable] = {
    "tell_people": _tell_people,
    "send_messages": _send_messages,
    "clear_old": _clear_old,
    "purge_faces": _purge_faces,
    "prepare_months": _at_its_time(prepare_months),
    "fold_rollups": lambda app, ports: fold_deltas(),
    "count_uses": _at_its_time(count_uses),
    "run_roster_import": _importing(run_roster_import),
    "run_inspections_import": _importing(run_inspection_import),
    **{f"run_{kind}_import": _importing(register_imports.run) for kind in register_imports.REGISTERS},
    "read_item_file": lambda app, ports, *, import_id: read_import(import_id, now=ports.clock.now()),
    "read_roster_file": _importing(read_roster_file),
    READ_CARDS: lambda app, ports, *, upload_id: read_upload(upload_id, now=ports.clock.now(), ports=ports),
    "read_inspections_file": _importing(read_inspections_file),
    **{f"read_{kind}_file": _importing(register_imports.read_file) for kind in register_imports.REGISTERS},
    archive_files.JOB: _make_archive_file,
    printing.JOB: _print_document,
    regrade_runs.JOB: _read_for_dispute,
    "finish_overdue_attempts": _finish_overdue,
    "resume_imports": _resume_imports,
    "apply_law_versions": _apply_law_versions,
    "refresh_statistics": _refresh_statistics,
    "register_for_exams": _register_for_exams,
    "forget_old_runs": _at_its_time(job_runs.forget_old_runs),
    "move_files": _move_files,
    "export_head": _export_head,
    "look_for_runs": _look_for_runs,
    job_runs.RUN: _run_requested,
}

# Seconds of a period; each run does nothing when its day has been dealt with, so that a day begins within the hour.
PERIODIC = {
    "apply_law_versions": _HOUR,
    "refresh_statistics": _HOUR,
    "count_uses": _HOUR,
    "register_for_exams": _HOUR,
    "tell_people": _HOUR,
    "send_messages": _MINUTE,
    "purge_faces": _HOUR,
    "prepare_months": _HOUR,
    "fold_rollups": _MINUTE,
    "resume_imports": _HOUR,
    "forget_old_runs": _DAY,
    "clear_old": _DAY,
    "move_files": _HOUR,
    "export_head": _HOUR,
}
