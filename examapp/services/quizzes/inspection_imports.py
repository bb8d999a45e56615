"""Inspections from a file: preview with every fault, all rows or none, the same file twice adds nothing."""

from collections.abc import Callable, Sequence
from datetime import date, datetime

from sqlalchemy import select

from examapp.adapters.tables.spreadsheets import write_excel
from examapp.domain.errors import DomainError
from examapp.domain.identifiers import plain_code
from examapp.domain.inspection_lists import read_inspections, visit_key
from examapp.domain.permissions import Actor
from examapp.domain.tables import Sheet, TableReading
from examapp.extensions import db
from examapp.models.accounts import Inspector
from examapp.models.audit import FileImport
from examapp.models.inspections import Inspection
from examapp.models.organizations import Enterprise, Region
from examapp.services.core import file_imports, file_readings
from examapp.services.core.days import today_of
from examapp.services.core.ports import Ports
from examapp.services.core.scopes import visible_enterprises, within_regions
from examapp.services.people.job_actors import get_actor
from examapp.services.quizzes.visit_numbers import county_of, number_told_visit

HEAD = ["企业名称", "统一社会信用代码", "检查日期", "检查编号", "执法人员", "检查地点", "免考原因", "备注"]
NOTES = [
    "一、一行是一次检查。企业名称和检查日期必填；企业要先在“企业”里登记。",
    "二、名称相同的企业要填统一社会信用代码。",
    "三、检查编号填原系统的文书号，没有就空着；同一企业同一天、编号相同的算同一次检查，不会重复登记。",
    "四、执法人员填执法证号或姓名，用顿号隔开，最多两名；没有登记过的请空着，或先登记。",
    "五、企业名称以“样例”开头的行只是示范，不会导入，删掉或保留都可以。",
    "六、没有抽考的写明免考原因（停产、停业、现场无作业人员等），写了就不计入应抽考。",
]


def make_template() -> bytes:
    """A workbook with one sample row, which is never imported."""
    sample = ["样例企业有限公司", "", "2026-01-05", "样例-1", "", "厂区", "", ""]
    return write_excel({"检查": [HEAD, sample]}, notes=NOTES)


def preview_inspections(
    data: bytes, file_name: str, *, actor: Actor, now: datetime, ports: Ports
) -> FileImport:
    """Read the file and keep its rows until somebody decides. Raises table_unreadable, too_many_rows."""
    reading = _read(file_imports.open_file(data, file_name), actor, now)
    return file_imports.keep_preview(
        "inspections",
        data,
        file_name,
        reading,
        compare=_compare,
        enterprise_id=None,
        actor=actor,
        now=now,
        ports=ports,
    )


def _read(sheets: list[Sheet], actor: Actor, now: datetime) -> TableReading:
    return read_inspections(
        sheets,
        find_enterprise=_enterprise_finder(actor),
        find_inspectors=_inspector_finder(actor),
        today=today_of(now),
    )


def receive_inspections(
    data: bytes, file_name: str, *, actor: Actor, now: datetime, ports: Ports
) -> FileImport:
    """Read a small file while the person waits, keep a large one for the job. Raises as `preview_inspections`."""
    if file_readings.reads_at_once(data):
        return preview_inspections(data, file_name, actor=actor, now=now, ports=ports)
    facts = {"enterprise_id": None, "actor": actor, "now": now, "ports": ports}
    return file_readings.keep_unread("inspections", data, file_name, **facts)


def read_inspections_file(import_id: int, *, now: datetime, ports: Ports) -> None:
    """The job; safe to run twice, and after a crash in the middle."""

    def read(kept: FileImport, sheets: list[Sheet]) -> tuple[TableReading, Callable[[TableReading], dict]]:
        return _read(sheets, get_actor(kept.account_id), now), _compare

    file_readings.read_table_file(import_id, read, now=now, ports=ports)


def _enterprise_finder(actor: Actor) -> Callable[[str, str], int | str]:
    by_code: dict[str, int] = {}
    by_name: dict[str, list[int]] = {}
    query = visible_enterprises(actor).with_only_columns(Enterprise.id, Enterprise.uscc, Enterprise.name)
    for enterprise_id, uscc, name in db.session.execute(query):
        by_code[uscc] = enterprise_id
        by_name.setdefault(name, []).append(enterprise_id)

    def find(name: str, uscc: str) -> int | str:
        if uscc:
            return by_code.get(uscc, "enterprise_unknown")
        named = by_name.get(name, [])
        return named[0] if len(named) == 1 else "enterprise_ambiguous" if named else "enterprise_unknown"

    return find


def _inspector_finder(actor: Actor) -> Callable[[Sequence[str]], list[int] | str]:
    query = within_regions(
        actor,
        select(Inspector).join(Inspector.region).where(Inspector.merged_into_id.is_(None)),
        Region.path,
    )
    known: dict[str, list[int]] = {}
    for one in db.session.scalars(query):
        known.setdefault(plain_code(one.certificate_number), []).append(one.id)
        known.setdefault(one.name, []).append(one.id)

    def find(texts: Sequence[str]) -> list[int] | str:
        found = [known.get(text) or known.get(plain_code(text), []) for text in texts]
        if len(texts) > 2 or any(len(one) != 1 for one in found):
            return "inspectors_unknown"
        return [one[0] for one in found]

    return find


def _held(enterprise_ids: set[int], days: set[date]) -> set[tuple]:
    query = select(Inspection.enterprise_id, Inspection.inspected_on, Inspection.source_number).where(
        Inspection.inspected_on.between(min(days), max(days))
    )
    return {
        visit_key({"enterprise_id": row[0], "inspected_on": row[1], "source_number": row[2]})
        for row in db.session.execute(query)
        if row[0] in enterprise_ids
    }


def _compare(reading: TableReading) -> dict:
    facts = [row.facts for row in reading.rows]
    if not facts:
        return dict.fromkeys(file_imports.COUNTS, 0)
    held = _held({one["enterprise_id"] for one in facts}, {one["inspected_on"] for one in facts})
    same = sum(visit_key(one) in held for one in facts)
    return {"new": len(facts) - same, "changed": 0, "same": same}


def start_import(import_id: int, *, actor: Actor, now: datetime, ports: Ports) -> FileImport:
    """Take the previewed rows; starting twice is once. Raises import_has_faults."""
    return file_imports.start_import(get_import(actor, import_id), actor=actor, now=now, ports=ports)


def get_import(actor: Actor, import_id: int) -> FileImport:
    """An import that this account made, or not_found."""
    kept = db.session.get(FileImport, import_id, populate_existing=True)
    if kept is None or kept.kind != "inspections" or kept.account_id != actor.account_id:
        raise DomainError("not_found", what="import")
    return kept


def run_inspection_import(import_id: int, *, now: datetime, ports: Ports) -> None:
    """The job; safe to run twice, and after a crash in the middle."""

    def take(kept: FileImport, rows: list[dict]) -> dict:
        return _take_rows(kept, rows, now)

    file_imports.run_import(import_id, take, now=now, ports=ports)


def _take_rows(kept: FileImport, rows: list[dict], now: datetime) -> dict:
    days = {date.fromisoformat(row["inspected_on"]) for row in rows}
    held = _held({row["enterprise_id"] for row in rows}, days) if rows else set()
    counties = _counties({row["enterprise_id"] for row in rows})
    counts = dict.fromkeys(file_imports.COUNTS, 0)
    for place, row in enumerate(rows):
        file_imports.note_progress(kept.id, place)
        if visit_key(row) in held:
            counts["same"] += 1
            continue
        counts["new"] += 1
        db.session.add(_new_inspection(row, counties[row["enterprise_id"]], kept, now))
    db.session.flush()
    return counts


def _counties(enterprise_ids: set[int]) -> dict[int, str]:
    query = select(Enterprise.id, Region.path).join(Enterprise.region)
    return {
        enterprise_id: county_of(path)
        for enterprise_id, path in db.session.execute(query)
        if enterprise_id in enterprise_ids
    }


def _new_inspection(row: dict, county: str, kept: FileImport, now: datetime) -> Inspection:
    day = date.fromisoformat(row["inspected_on"])
    lead, second, *_ = [*row["inspectors"], None, None]
    return Inspection(
        number=number_told_visit(county, day.year),
        enterprise_id=row["enterprise_id"],
        origin="imported",
        inspected_on=day,
        source_number=row["source_number"],
        lead_inspector_id=lead,
        second_inspector_id=second,
        created_at=now,
        created_by_id=kept.account_id,
        **{name: row[name] for name in ("place", "exemption_reason", "note")},
    )
