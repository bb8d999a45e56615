"""A roster comes in: a small one is read at once, a large one by a job."""

from collections.abc import Mapping
from datetime import datetime

from examapp.domain.permissions import Actor
from examapp.domain.tables import TableReading
from examapp.models.audit import FileImport
from examapp.services.core import file_imports, file_readings
from examapp.services.core.ports import Ports
from examapp.services.core.scopes import get_enterprise
from examapp.services.people.roster_comparisons import compare
from examapp.services.people.roster_imports import preview_roster, raw_of, read_for


def receive_roster(
    data: bytes, file_name: str, enterprise_id: int, *, actor: Actor, now: datetime, ports: Ports
) -> FileImport:
    """Read a small file while the person waits, keep a large one for the job. Raises as `preview_roster`."""
    if file_readings.reads_at_once(data):
        return preview_roster(data, file_name, enterprise_id, actor=actor, now=now, ports=ports)
    get_enterprise(actor, enterprise_id)
    facts = {"enterprise_id": enterprise_id, "actor": actor, "now": now, "ports": ports}
    return file_readings.keep_unread("roster", data, file_name, **facts)


def read_roster_file(import_id: int, *, now: datetime, ports: Ports) -> None:
    """The job. Safe to run twice, and after a crash in the middle."""

    def read(
        kept: FileImport, data: bytes, progress: file_readings.Progress
    ) -> tuple[TableReading, dict, Mapping]:
        progress(5)
        sheets = file_imports.open_file(data, kept.file_name, in_child=True)
        progress(20)
        reading = read_for(kept.enterprise_id, sheets, now=now, ports=ports)
        progress(60)
        counts = compare(reading, kept.enterprise_id, ports)
        progress(85)
        return reading, counts, raw_of(reading, sheets)

    file_readings.read_kept(import_id, read, now=now, ports=ports)
