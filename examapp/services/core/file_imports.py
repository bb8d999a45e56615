"""What every import of a table shares: preview kept sealed, one transaction for all rows, progress, resuming."""

import hashlib
import json
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select

from examapp.adapters.tables.spreadsheets import TableUnreadableError, read_table
from examapp.domain.errors import DomainError
from examapp.domain.permissions import Actor
from examapp.domain.tables import TableReading
from examapp.extensions import db
from examapp.models.audit import FileImport
from examapp.services.core.audit import record_act
from examapp.services.core.job_runs import request_run, send_run
from examapp.services.core.ports import Ports
from examapp.services.core.transactions import transaction

MOST_ROWS = 50_000
SHOWN_FAULTS = 500
PROGRESS_EVERY = 200
COUNTS = ("new", "changed", "same")

# Rows done by the job that runs in this process. All rows are one transaction, so no other connection could see them yet.
_PROGRESS: dict[tuple[str, int], int] = {}


def open_file(data: bytes, file_name: str) -> list[list[object]]:
    """The rows of the first sheet. Raises table_unreadable with its cause."""
    try:
        return read_table(data, file_name)
    except TableUnreadableError as error:
        raise DomainError("table_unreadable", cause=error.code) from error


def keep_preview(
    kind: str,
    data: bytes,
    file_name: str,
    reading: TableReading,
    *,
    compare: Callable[[TableReading], dict],
    enterprise_id: int | None,
    actor: Actor,
    now: datetime,
    ports: Ports,
) -> FileImport:
    """Keep the rows sealed until somebody decides. `compare` counts new, changed and same rows when nothing is at fault."""
    if len(reading.rows) > MOST_ROWS:
        raise DomainError("too_many_rows", most=MOST_ROWS)
    counts = dict.fromkeys(COUNTS, 0) if reading.faults else compare(reading)
    with transaction() as session:
        kept = FileImport(
            kind=kind,
            state="previewed",
            file_name=file_name[:200],
            file_digest=hashlib.sha256(data).hexdigest(),
            enterprise_id=enterprise_id,
            account_id=actor.account_id,
            row_count=len(reading.rows),
            report={**_report(reading), **counts},
            rows_sealed=_sealed(kind, reading, ports),
            created_at=now,
        )
        session.add(kept)
        session.flush()
        facts = {"rows": kept.row_count, "faults": len(reading.faults)}
        record_act(f"{kind}.previewed", f"import:{kept.id}", actor=actor, now=now, data=facts)
        return kept


def _report(reading: TableReading) -> dict:
    faults = [
        {"cell": one.cell, "column": one.column, "code": one.code, "value": one.value}
        for one in reading.faults[:SHOWN_FAULTS]
    ]
    return {
        "faults": faults,
        "fault_count": len(reading.faults),
        "ignored_columns": reading.ignored_columns,
        "sample_rows": reading.sample_rows,
    }


def _sealed(kind: str, reading: TableReading, ports: Ports) -> bytes:
    rows = [row.facts for row in reading.rows]
    return ports.sealer.seal(
        json.dumps(rows, ensure_ascii=False, default=lambda day: day.isoformat()), f"{kind}_rows"
    )


def start_import(kept: FileImport, *, actor: Actor, now: datetime, ports: Ports) -> FileImport:
    """Queue the previewed rows; starting twice is once. Raises import_has_faults."""
    with transaction() as session:
        kept = session.get(FileImport, kept.id, populate_existing=True)
        if kept.state in ("running", "done"):
            return kept
        if kept.state != "previewed" or kept.report["fault_count"]:
            raise DomainError("import_has_faults")
        kept.state = "running"
        record_act(f"{kept.kind}.started", f"import:{kept.id}", actor=actor, now=now)
        run_id = request_run(f"run_{kept.kind}_import", now=now, import_id=kept.id)
    send_run(run_id, ports=ports)
    return kept


def run_import(
    import_id: int, take_rows: Callable[[FileImport, list[dict]], dict], *, now: datetime, ports: Ports
) -> None:
    """The job: all rows in one transaction. Safe to run twice, and after a crash in the middle."""
    kept = db.session.get(FileImport, import_id, populate_existing=True)
    if kept is None or kept.state != "running":
        return
    rows = json.loads(ports.sealer.open(kept.rows_sealed, f"{kept.kind}_rows"))
    try:
        with transaction() as session:
            kept = session.get(FileImport, import_id, populate_existing=True, with_for_update=True)
            if kept.state != "running":
                return
            counts = take_rows(kept, rows)
            kept.state, kept.done_count, kept.finished_at, kept.rows_sealed = "done", len(rows), now, None
            kept.report = {**kept.report, **counts}
            who = f"account:{kept.account_id}"
            record_act(f"{kept.kind}.imported", f"import:{import_id}", actor=who, now=now, data=counts)
    except DomainError as error:
        with transaction() as session:
            kept = session.get(FileImport, import_id, populate_existing=True)
            failure = {"failure": error.code, "failure_data": error.data}
            kept.state, kept.report = "failed", {**kept.report, **failure}
    finally:
        _PROGRESS.pop(_progress_key(import_id), None)


def list_running_imports() -> list[tuple[str, int]]:
    """Kind and id of what a stopped process left running, and of what runs now."""
    query = (
        select(FileImport.kind, FileImport.id).where(FileImport.state == "running").order_by(FileImport.id)
    )
    return [(kind, import_id) for kind, import_id in db.session.execute(query)]


def note_progress(import_id: int, done: int) -> None:
    """Say how many rows the running job has dealt with."""
    if done % PROGRESS_EVERY == 0:
        _PROGRESS[_progress_key(import_id)] = done


def progress_of(kept: FileImport) -> int | None:
    """Percent of a running import, 0 to 99; None when another process runs it (the page then shows that it runs)."""
    done = _PROGRESS.get(_progress_key(kept.id))
    return None if done is None else min(99, done * 100 // max(1, kept.row_count))


def _progress_key(import_id: int) -> tuple[str, int]:
    return str(db.engine.url), import_id
