"""A large table is read by a job: it is kept sealed, and its page shows how far it is until it is a preview."""

import base64
import logging
from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy import select

from examapp.adapters.tables.packages import unpacked_size
from examapp.domain.errors import DomainError
from examapp.domain.permissions import Actor
from examapp.domain.tables import Sheet, TableReading
from examapp.extensions import db
from examapp.models.audit import FileImport
from examapp.services.core.audit import record_act
from examapp.services.core.file_imports import (
    COUNTS,
    MOST_ROWS,
    add_import,
    open_file,
    open_rows,
    progress_of,
    report_of,
    rows_of,
    seal_rows,
)
from examapp.services.core.job_runs import request_run, send_run
from examapp.services.core.ports import Ports
from examapp.services.core.transactions import reading, transaction

log = logging.getLogger(__name__)
# Some thousand rows: what is smaller is read while the person waits.
MOST_AT_ONCE = 100 * 1024
MOST_UNPACKED_AT_ONCE = 2 * 1024 * 1024
# Percent done by the job that runs in this process.
_DONE: dict[tuple[str, int], int] = {}
Progress = Callable[[int], None]


def reads_at_once(data: bytes) -> bool:
    """Whether a file is small, also when it is unpacked: nobody waits for another one's table."""
    return len(data) <= MOST_AT_ONCE and unpacked_size(data) <= MOST_UNPACKED_AT_ONCE


def keep_unread(
    kind: str,
    data: bytes,
    file_name: str,
    *,
    enterprise_id: int | None,
    actor: Actor,
    now: datetime,
    ports: Ports,
) -> FileImport:
    """Keep the file for the job that reads tables of this kind."""
    sealed = {"file": base64.b64encode(data).decode("ascii")}
    with transaction():
        kept = add_import(kind, data, file_name, "reading", enterprise_id=enterprise_id, actor=actor, now=now)
        seal_rows(kept, sealed, ports)
        facts = {"bytes": len(data)}
        record_act(f"{kind}.received", f"import:{kept.id}", actor=actor, now=now, data=facts)
        import_id, run_id = kept.id, request_run(f"read_{kind}_file", now=now, import_id=kept.id)
    send_run(run_id, ports=ports)
    return db.session.get(FileImport, import_id, populate_existing=True)


def read_kept(
    import_id: int,
    read: Callable[[FileImport, bytes, Progress], tuple[TableReading, dict, Mapping]],
    *,
    now: datetime,
    ports: Ports,
) -> None:
    """The job: `read` gives rows, counts and what is kept besides. Safe to run twice, also after a crash.

    `read` begins without a transaction and gets no write lock: everybody else goes on writing meanwhile.
    """
    with reading():
        kept = db.session.get(FileImport, import_id, populate_existing=True)
        if kept is None or kept.state != "reading":
            return
        data = base64.b64decode(open_rows(kept, ports)["file"])
    key = _key(import_id)
    try:
        with reading():
            table, counts, more = read(kept, data, lambda done: _DONE.__setitem__(key, done))
        if len(table.rows) > MOST_ROWS:
            raise DomainError("too_many_rows", most=MOST_ROWS)
        report = {**report_of(table), **counts}
        _end(import_id, "previewed", rows_of(table, more), report, len(table.rows), now=now, ports=ports)
    except DomainError as error:
        _refuse(import_id, error, now, ports)
    except Exception:
        # A parser's fault must not leave the page waiting for ever.
        log.exception("table not read", extra={"import_id": import_id})
        _refuse(import_id, DomainError("table_unreadable", cause="not_a_table"), now, ports)
    finally:
        _DONE.pop(key, None)


def read_table_file(
    import_id: int,
    read: Callable[[FileImport, list[Sheet]], tuple[TableReading, Callable[[TableReading], dict]]],
    *,
    now: datetime,
    ports: Ports,
) -> None:
    """The job for a table that is taken whole: `read` gives rows, and what counts new, changed and same ones."""

    def look(kept: FileImport, data: bytes, progress: Progress) -> tuple[TableReading, dict, Mapping]:
        progress(5)
        sheets = open_file(data, kept.file_name, in_child=True)
        progress(30)
        table, compare = read(kept, sheets)
        progress(70)
        return table, dict.fromkeys(COUNTS, 0) if table.faults else compare(table), {}

    read_kept(import_id, look, now=now, ports=ports)


def _refuse(import_id: int, error: DomainError, now: datetime, ports: Ports) -> None:
    db.session.rollback()
    failure = {"failure": error.code, "failure_data": error.data}
    _end(import_id, "failed", None, failure, 0, now=now, ports=ports)


def _end(
    import_id: int,
    state: str,
    rows: dict | None,
    report: dict,
    row_count: int,
    *,
    now: datetime,
    ports: Ports,
) -> None:
    with transaction() as session:
        kept = session.get(FileImport, import_id, populate_existing=True, with_for_update=True)
        if kept.state != "reading":
            return
        kept.state, kept.report, kept.row_count, kept.rows_sealed = state, report, row_count, None
        if rows is not None:
            seal_rows(kept, rows, ports)
        facts = {"rows": row_count, "faults": report.get("fault_count", 0)}
        who = f"account:{kept.account_id}"
        record_act(f"{kept.kind}.{state}", f"import:{import_id}", actor=who, now=now, data=facts)


def list_unread() -> list[tuple[str, int]]:
    """Kind and id of what a stopped process left unread, and of what is read now."""
    query = (
        select(FileImport.kind, FileImport.id).where(FileImport.state == "reading").order_by(FileImport.id)
    )
    return [(kind, import_id) for kind, import_id in db.session.execute(query)]


def percent_of(kept: FileImport) -> int | None:
    """Percent of what is being done with a table now: reading it, or taking its rows."""
    return percent_read(kept.id) if kept.state == "reading" else progress_of(kept)


def percent_read(import_id: int) -> int | None:
    """Percent of a table that is being read; None when another process reads it."""
    return _DONE.get(_key(import_id))


def _key(import_id: int) -> tuple[str, int]:
    return str(db.engine.url), import_id
