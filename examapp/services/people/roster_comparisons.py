"""Rows of a roster beside what stands on it already: new, changed, the same, or since another day."""

from collections.abc import Mapping, Sequence
from datetime import date

from examapp.domain.tables import TableReading
from examapp.models.audit import FileImport
from examapp.models.candidates import Employment
from examapp.services.core import file_imports
from examapp.services.core.ports import Ports
from examapp.services.people.roster_stays import RowStay, list_stays, match_stays


def compare(reading: TableReading, enterprise_id: int, ports: Ports) -> dict:
    """How many good rows are new, change something, or change nothing; of how many the roster has another hire date."""
    rows = [row.facts for row in reading.rows]
    matched = match_stays(stays_of(rows, ports), list_stays(enterprise_id))
    counts = {"new": 0, "changed": 0, "same": 0, "other_days": 0}
    for row, stay in zip(rows, matched, strict=True):
        counts["new" if stay is None else "same" if is_same(stay, row) else "changed"] += 1
        counts["other_days"] += stay is not None and stay.started_on != row["started_on"]
    return counts


def stays_of(rows: Sequence[Mapping], ports: Ports) -> list[RowStay]:
    """What rows (days as days) say of stays."""
    return [
        RowStay(
            ports.sealer.lookup(row["id_number"], "id_number"),
            row["started_on"],
            row["role"],
            row["ended_on"],
        )
        for row in rows
    ]


def list_other_days(kept: FileImport, ports: Ports) -> list[tuple[str, date, date]]:
    """Who stands on the roster since another day than in the file: name, the day there, the day in the file."""
    if not kept.report.get("other_days"):
        return []
    rows = [with_days(row) for row in file_imports.open_rows(kept, ports)["rows"]]
    matched = match_stays(stays_of(rows, ports), list_stays(kept.enterprise_id))
    return [
        (row["name"], stay.started_on, row["started_on"])
        for row, stay in zip(rows, matched, strict=True)
        if stay is not None and stay.started_on != row["started_on"]
    ]


def is_same(employment: Employment, facts: dict) -> bool:
    """Whether a row changes nothing of a stay but, it may be, its first day."""
    fields = ("role", "posts", "job_title", "kind", "ended_on")
    return all(getattr(employment, name) == facts[name] for name in fields)


def with_days(row: dict) -> dict:
    """A row as it was kept, its days as days again."""
    ended_on = date.fromisoformat(row["ended_on"]) if row["ended_on"] else None
    return {**row, "started_on": date.fromisoformat(row["started_on"]), "ended_on": ended_on}
