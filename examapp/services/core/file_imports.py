"""What every import of a table shares: preview kept sealed, one transaction for all rows, progress, resuming."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from types import MappingProxyType

from sqlalchemy import select

from examapp.adapters.tables.reading_child import read_sheets_in_child
from examapp.adapters.tables.spreadsheets import TableUnreadableError, read_sheets_of
from examapp.domain.errors import DomainError
from examapp.domain.permissions import Actor
from examapp.domain.tables import CellFault, Sheet, TableReading
from examapp.extensions import db
from examapp.models.audit import FileImport
from examapp.services.core.audit import record_act
from examapp.services.core.job_runs import request_run, send_run
from examapp.services.core.ports import Ports
from examapp.services.core.sealed_fields import open_field, seal_field
from examapp.services.core.transactions import transaction

MOST_ROWS = 50_000
SHOWN_FAULTS = 500
PROGRESS_EVERY = 200
COUNTS = ("new", "changed", "same")

# Rows done by the job that runs in this process. All rows are one transaction, so no other connection could see them yet.
_PROGRESS: dict[tuple[str, int], int] = {}


def open_file(data: bytes, file_name: str, *, in_child: bool = False) -> list[Sheet]:
    """All sheets, by a process with limits when `in_child`. Raises table_unreadable with its cause."""
    read = read_sheets_in_child if in_child else read_sheets_of
    try:
        return [Sheet(*sheet) for sheet in read(data, file_name)]
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
    more: Mapping[str, object] = MappingProxyType({}),
    in_parts: bool = False,
) -> FileImport:
    """Keep the rows sealed until somebody decides, and `more` with them. `compare` counts new, changed and same rows.

    A table is taken whole, when nothing is at fault; `in_parts` its good rows may be taken before the others.
    """
    if len(reading.rows) > MOST_ROWS:
        raise DomainError("too_many_rows", most=MOST_ROWS)
    whole_only = reading.faults and not in_parts
    counts = dict.fromkeys(COUNTS, 0) if whole_only else compare(reading)
    with transaction():
        kept = add_import(
            kind, data, file_name, "previewed", enterprise_id=enterprise_id, actor=actor, now=now
        )
        kept.row_count, kept.report = len(reading.rows), {**report_of(reading), **counts}
        seal_rows(kept, rows_of(reading, more), ports)
        facts = {"rows": kept.row_count, "faults": len(reading.faults)}
        record_act(f"{kind}.previewed", f"import:{kept.id}", actor=actor, now=now, data=facts)
        return kept


def add_import(
    kind: str,
    data: bytes,
    file_name: str,
    state: str,
    *,
    enterprise_id: int | None,
    actor: Actor,
    now: datetime,
) -> FileImport:
    """A file as it came in, without rows and report; it has its id, so that rows can be sealed to it."""
    kept = FileImport(
        kind=kind,
        state=state,
        file_name=file_name[:200],
        file_digest=hashlib.sha256(data).hexdigest(),
        enterprise_id=enterprise_id,
        account_id=actor.account_id,
        row_count=0,
        report={},
        created_at=now,
    )
    db.session.add(kept)
    db.session.flush()
    return kept


def rows_of(reading: TableReading, more: Mapping[str, object]) -> dict:
    """What is sealed of a reading: the facts of its good rows, and whatever the kind keeps besides."""
    return {"rows": [row.facts for row in reading.rows], **more}


def keep_again(
    kept: FileImport,
    reading: TableReading,
    act: str,
    *,
    compare: Callable[[TableReading], dict],
    actor: Actor,
    now: datetime,
    ports: Ports,
    more: Mapping[str, object],
    carried: Sequence[str],
    facts: Mapping[str, object] = MappingProxyType({}),
) -> None:
    """The same import read anew after somebody mended it; `carried` of its report stays, `facts` go into the audit.

    Raises state_conflict when it was changed or taken meanwhile.
    """
    before, counts = kept.rows_sealed, compare(reading)
    with transaction() as session:
        kept = session.get(FileImport, kept.id, populate_existing=True, with_for_update=True)
        if kept.state != "previewed" or kept.rows_sealed != before:
            raise DomainError("state_conflict")
        stays = {name: kept.report[name] for name in carried if name in kept.report}
        kept.report, kept.row_count = {**report_of(reading), **counts, **stays}, len(reading.rows)
        seal_rows(kept, rows_of(reading, more), ports)
        facts = {"rows": kept.row_count, "faults": len(reading.faults), **facts}
        record_act(act, f"import:{kept.id}", actor=actor, now=now, data=facts)


def report_of(reading: TableReading) -> dict:
    """What a page says of a reading without opening any row."""
    return {
        "faults": [_describe_fault(fault) for fault in reading.faults[:SHOWN_FAULTS]],
        "fault_count": len(reading.faults),
        "bad_count": len(reading.bad_rows()),
        "ignored_columns": reading.ignored_columns,
        "sample_rows": reading.sample_rows,
        "unused": [asdict(part) for part in reading.unused[:SHOWN_FAULTS]],
        "unused_count": len(reading.unused),
    }


def _describe_fault(fault: CellFault) -> dict:
    told = {"cell": fault.cell, "column": fault.column, "code": fault.code, "value": fault.value}
    told |= {"read": fault.read, "name": fault.name}
    if fault.place is not None:
        told |= {"sheet": fault.place.sheet, "row": fault.place.number}
    return told


def seal_rows(kept: FileImport, rows: dict, ports: Ports) -> None:
    """Keep them with the import until somebody decides; days as texts."""
    text = json.dumps(rows, ensure_ascii=False, default=lambda day: day.isoformat())
    seal_field(kept, "rows_sealed", text, ports.sealer)


def open_rows(kept: FileImport, ports: Ports) -> dict:
    """The same again: "rows" with the facts of good rows, and whatever the kind keeps besides."""
    if kept.rows_sealed is None:
        return {"rows": []}
    rows = json.loads(open_field(kept, "rows_sealed", ports.sealer))
    # A preview of before kept a list.
    return {"rows": rows} if isinstance(rows, list) else rows


def start_import(
    kept: FileImport,
    *,
    actor: Actor,
    now: datetime,
    ports: Ports,
    in_parts: bool = False,
    said: Mapping[str, object] = MappingProxyType({}),
) -> FileImport:
    """Queue the previewed rows, `in_parts` the good ones only; starting twice is once. Raises import_has_faults.

    What was `said` of them goes into the report, where the job reads it, and into the audit.
    """
    with transaction() as session:
        kept = session.get(FileImport, kept.id, populate_existing=True)
        if kept.state in ("running", "done"):
            return kept
        if in_parts and kept.state == "previewed" and "taken" in kept.report and not kept.row_count:
            return kept
        if kept.state != "previewed" or (not kept.row_count if in_parts else kept.report["fault_count"]):
            raise DomainError("import_has_faults")
        kept.state, kept.report = "running", {**kept.report, **said}
        record_act(f"{kept.kind}.started", f"import:{kept.id}", actor=actor, now=now, data=dict(said))
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
    sealed = open_rows(kept, ports)
    rows = sealed["rows"]
    try:
        with transaction() as session:
            kept = session.get(FileImport, import_id, populate_existing=True, with_for_update=True)
            if kept.state != "running":
                return
            counts = take_rows(kept, rows)
            _finish(kept, sealed, counts, now, ports)
            who = f"account:{kept.account_id}"
            record_act(f"{kept.kind}.imported", f"import:{import_id}", actor=who, now=now, data=counts)
    except DomainError as error:
        with transaction() as session:
            kept = session.get(FileImport, import_id, populate_existing=True)
            failure = {"failure": error.code, "failure_data": error.data}
            kept.state, kept.report = "failed", {**kept.report, **failure}
    finally:
        _PROGRESS.pop(_progress_key(import_id), None)


def _finish(kept: FileImport, sealed: dict, counts: dict, now: datetime, ports: Ports) -> None:
    """Done; or what was at fault stays and waits for its mend."""
    before = kept.report.get("taken", dict.fromkeys(COUNTS, 0))
    taken = {name: before[name] + counts[name] for name in COUNTS}
    kept.done_count, kept.finished_at = kept.done_count + len(sealed["rows"]), now
    if sealed.get("bad"):
        kept.state, kept.row_count = "previewed", 0
        waiting = {name: sealed[name] for name in ("bad", "dropped") if name in sealed}
        seal_rows(kept, {"rows": [], **waiting}, ports)
        kept.report = {**kept.report, **dict.fromkeys(COUNTS, 0), "other_days": 0, "taken": taken}
        return
    kept.state, kept.rows_sealed, kept.row_count = "done", None, kept.done_count
    kept.report = {**kept.report, **taken}


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
