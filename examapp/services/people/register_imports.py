"""Regions, enterprises and inspectors from a file: one road for the three registers, safe to go twice."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from examapp.domain.errors import DomainError
from examapp.domain.permissions import Actor
from examapp.domain.tables import Sheet, TableReading
from examapp.extensions import db
from examapp.models.audit import FileImport
from examapp.services.core import file_imports, file_readings
from examapp.services.core.ports import Ports
from examapp.services.people import enterprise_imports, inspector_imports, region_imports
from examapp.services.people.job_actors import get_actor


@dataclass(frozen=True)
class Register:
    """What differs from one register to the other; `compare` and `take` count new, changed and same rows."""

    make_template: Callable[[], bytes]
    read: Callable[[list[Sheet], Actor], TableReading]
    compare: Callable[[TableReading], dict]
    take: Callable[[list[dict], datetime], dict]


REGISTERS = {
    name: Register(room.make_template, room.read, room.compare, room.take)
    for name, room in (
        ("regions", region_imports),
        ("enterprises", enterprise_imports),
        ("inspectors", inspector_imports),
    )
}


def preview(
    kind: str, data: bytes, file_name: str, *, actor: Actor, now: datetime, ports: Ports
) -> FileImport:
    """Read the file and keep its rows until somebody decides. Raises table_unreadable, too_many_rows."""
    register = REGISTERS[kind]
    reading = register.read(file_imports.open_file(data, file_name), actor)
    return file_imports.keep_preview(
        kind,
        data,
        file_name,
        reading,
        compare=register.compare,
        enterprise_id=None,
        actor=actor,
        now=now,
        ports=ports,
    )


def receive(
    kind: str, data: bytes, file_name: str, *, actor: Actor, now: datetime, ports: Ports
) -> FileImport:
    """Read a small file while the person waits, keep a large one for the job. Raises as `preview`."""
    if file_readings.reads_at_once(data):
        return preview(kind, data, file_name, actor=actor, now=now, ports=ports)
    facts = {"enterprise_id": None, "actor": actor, "now": now, "ports": ports}
    return file_readings.keep_unread(kind, data, file_name, **facts)


def read_file(import_id: int, *, now: datetime, ports: Ports) -> None:
    """The job; safe to run twice, and after a crash in the middle."""

    def read(kept: FileImport, sheets: list[Sheet]) -> tuple[TableReading, Callable[[TableReading], dict]]:
        register = REGISTERS[kept.kind]
        return register.read(sheets, get_actor(kept.account_id)), register.compare

    file_readings.read_table_file(import_id, read, now=now, ports=ports)


def get_import(kind: str, import_id: int, *, actor: Actor) -> FileImport:
    """An import that this account made, or not_found."""
    file_import = db.session.get(FileImport, import_id, populate_existing=True)
    if file_import is None or file_import.kind != kind or file_import.account_id != actor.account_id:
        raise DomainError("not_found", what="import")
    return file_import


def start(kind: str, import_id: int, *, actor: Actor, now: datetime, ports: Ports) -> FileImport:
    """Take the previewed rows; starting twice is once. Raises import_has_faults."""
    return file_imports.start_import(
        get_import(kind, import_id, actor=actor), actor=actor, now=now, ports=ports
    )


def run(import_id: int, *, now: datetime, ports: Ports) -> None:
    """The job; safe to run twice, and after a crash in the middle."""

    def take(file_import: FileImport, rows: list[dict]) -> dict:
        return REGISTERS[file_import.kind].take(rows, now)

    file_imports.run_import(import_id, take, now=now, ports=ports)
