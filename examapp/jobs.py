"""Background jobs by name: each one opens an app context and calls one service."""

from collections.abc import Callable

from flask import Flask

from examapp.services.attempts import finish_overdue_attempts
from examapp.services.face_checks import end_abandoned
from examapp.services.face_pictures import purge_pictures
from examapp.services.face_references import purge_references
from examapp.services.file_imports import list_running_imports
from examapp.services.inspection_imports import run_inspection_import
from examapp.services.item_file_reading import list_unread_imports, read_import
from examapp.services.item_statistics import refresh_statistics
from examapp.services.law_moves import apply_due_versions
from examapp.services.law_reviews import settle_edited_holds
from examapp.services.ports import Ports
from examapp.services.registrations import register_for_exam, register_newcomers
from examapp.services.roster_imports import run_roster_import


def register_jobs(app: Flask) -> None:
    """Make the jobs known to the queue of this application."""
    queue = app.extensions["ports"].queue
    for name, function in JOBS.items():
        queue.register(name, _in_context(app, function))


def _in_context(app: Flask, function: Callable) -> Callable:
    def run(**arguments: object) -> None:
        with app.app_context():
            function(app, app.extensions["ports"], **arguments)

    return run


def _finish_overdue(app: Flask, ports: Ports) -> None:
    finish_overdue_attempts(now=ports.clock.now(), grace_seconds=app.extensions["settings"].grace_seconds)


def _resume_imports(app: Flask, ports: Ports) -> None:
    for kind, import_id in list_running_imports():
        JOBS[f"run_{kind}_import"](app, ports, import_id=import_id)
    for import_id in list_unread_imports():
        _read_item_file(app, ports, import_id=import_id)


def _run_roster_import(app: Flask, ports: Ports, *, import_id: int) -> None:
    run_roster_import(import_id, now=ports.clock.now(), ports=ports)


def _run_inspection_import(app: Flask, ports: Ports, *, import_id: int) -> None:
    run_inspection_import(import_id, now=ports.clock.now(), ports=ports)


def _read_item_file(app: Flask, ports: Ports, *, import_id: int) -> None:
    read_import(import_id, now=ports.clock.now())


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


def _purge_faces(app: Flask, ports: Ports) -> None:
    purge_references(now=ports.clock.now())
    purge_pictures(now=ports.clock.now())
    end_abandoned(now=ports.clock.now())


JOBS: dict[str, Callable] = {
    "purge_faces": _purge_faces,
    "run_roster_import": _run_roster_import,
    "run_inspections_import": _run_inspection_import,
    "read_item_file": _read_item_file,
    "finish_overdue_attempts": _finish_overdue,
    "resume_imports": _resume_imports,
    "apply_law_versions": _apply_law_versions,
    "refresh_statistics": _refresh_statistics,
    "register_for_exams": _register_for_exams,
}
