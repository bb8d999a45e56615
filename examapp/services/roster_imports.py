"""Rosters from a file: preview with every fault, then all rows in one transaction or none; the same file twice changes nothing."""

import hashlib
import json
from datetime import date, datetime

from sqlalchemy import select

from examapp.adapters.spreadsheets import TableUnreadableError, read_table, write_excel
from examapp.domain.errors import DomainError
from examapp.domain.identifiers import id_check_character
from examapp.domain.permissions import Actor
from examapp.domain.rosters import RosterReading, read_roster
from examapp.extensions import db
from examapp.models.audit import FileImport
from examapp.models.candidates import Candidate, Employment
from examapp.services.audit import record_act
from examapp.services.ports import Ports
from examapp.services.registers import new_candidate
from examapp.services.scopes import get_enterprise
from examapp.services.transactions import transaction
from question_bank.model import Post, Role

MOST_ROWS = 50_000
SHOWN_FAULTS = 500
PROGRESS_EVERY = 200
ROLES = {role.label: role.value for role in Role} | {
    "负责人": "lead",
    "安全员": "manager",
    "安管人员": "manager",
    "重点岗位": "key_post",
    "一线人员": "key_post",
    "其他": "other",
}
POSTS = (
    {post.label: post.value for post in Post}
    | {post.label.removesuffix("作业").removesuffix("岗位"): post.value for post in Post}
    | {"有限空间": "limited_space", "动火": "hot_work", "高处": "height"}
)
NOTES = [
    "一、人员类别填：主要负责人、安全管理人员、一线重点岗位、其他从业人员。",
    "二、重点岗位可填多个，用顿号隔开：" + "、".join(post.label for post in Post) + "。",
    "三、用工形式填：本单位、劳务派遣、外包；不填按本单位。",
    "四、身份证号一列要设成“文本”，否则 Excel 会把最后几位变成 0。",
    "五、样例行是虚构的，删掉或保留都可以直接导入；日期写成 2024-03-01。",
]


def make_template() -> bytes:
    """A workbook that imports without an edit; its sample people belong to the unassigned province 99."""
    first = ["99019919800101901", "99019919900202902"]
    rows = [
        [
            "姓名",
            "身份证号",
            "手机号",
            "人员类别",
            "重点岗位",
            "岗位名称",
            "用工形式",
            "入职日期",
            "离职日期",
        ],
        [
            "样例一",
            first[0] + id_check_character(first[0]),
            "19900000001",
            "安全管理人员",
            "",
            "安全员",
            "本单位",
            "2024-03-01",
            "",
        ],
        [
            "样例二",
            first[1] + id_check_character(first[1]),
            "",
            "一线重点岗位",
            "动火作业、高处作业",
            "焊工",
            "劳务派遣",
            "2025-07-15",
            "",
        ],
    ]
    return write_excel({"名单": rows}, notes=NOTES)


def preview_roster(
    data: bytes, file_name: str, enterprise_id: int, *, actor: Actor, now: datetime, ports: Ports
) -> FileImport:
    """Read the file, find every fault, and keep the rows sealed until somebody decides. Raises table_unreadable."""
    get_enterprise(actor, enterprise_id)
    try:
        table = read_table(data, file_name)
    except TableUnreadableError as error:
        raise DomainError("table_unreadable", cause=error.code) from error
    reading = read_roster(table, roles=ROLES, posts=POSTS, today=now.date())
    if len(reading.rows) > MOST_ROWS:
        raise DomainError("too_many_rows", most=MOST_ROWS)
    report = _report(reading)
    report.update(
        _compare(reading, enterprise_id, ports) if not reading.faults else {"new": 0, "changed": 0, "same": 0}
    )
    with transaction() as session:
        kept = FileImport(
            kind="roster",
            state="previewed",
            file_name=file_name[:200],
            file_digest=hashlib.sha256(data).hexdigest(),
            enterprise_id=enterprise_id,
            account_id=actor.account_id,
            row_count=len(reading.rows),
            report=report,
            rows_sealed=_sealed(reading, ports),
            created_at=now,
        )
        session.add(kept)
        session.flush()
        record_act(
            "roster.previewed",
            f"import:{kept.id}",
            actor=actor,
            now=now,
            data={"rows": kept.row_count, "faults": report["fault_count"]},
        )
        return kept


def _report(reading: RosterReading) -> dict:
    faults = [
        {"cell": one.cell, "column": one.column, "code": one.code, "value": one.value}
        for one in reading.faults[:SHOWN_FAULTS]
    ]
    return {"faults": faults, "fault_count": len(reading.faults), "ignored_columns": reading.ignored_columns}


def _sealed(reading: RosterReading, ports: Ports) -> bytes:
    rows = [
        {
            **row.facts,
            "started_on": row.facts["started_on"].isoformat(),
            "ended_on": row.facts["ended_on"].isoformat() if row.facts["ended_on"] else None,
        }
        for row in reading.rows
    ]
    return ports.sealer.seal(json.dumps(rows, ensure_ascii=False), "roster_rows")


def _compare(reading: RosterReading, enterprise_id: int, ports: Ports) -> dict:
    held = _held_employments(enterprise_id)
    counts = {"new": 0, "changed": 0, "same": 0}
    for row in reading.rows:
        found = held.get((ports.sealer.lookup(row.facts["id_number"], "id_number"), row.facts["started_on"]))
        counts["new" if found is None else "same" if _is_same(found, row.facts) else "changed"] += 1
    return counts


def _held_employments(enterprise_id: int) -> dict[tuple[str, date], Employment]:
    query = (
        select(Employment, Candidate.id_number_hash)
        .join(Employment.candidate)
        .where(Employment.enterprise_id == enterprise_id)
    )
    return {(id_hash, employment.started_on): employment for employment, id_hash in db.session.execute(query)}


def _is_same(employment: Employment, facts: dict) -> bool:
    fields = ("role", "posts", "job_title", "kind", "ended_on")
    return all(getattr(employment, name) == facts[name] for name in fields)


def start_import(import_id: int, *, actor: Actor, now: datetime, ports: Ports) -> FileImport:
    """Take the previewed rows: queued, then done in one transaction; starting twice is once. Raises import_has_faults."""
    with transaction():
        kept = get_import(actor, import_id)
        if kept.state in ("running", "done"):
            return kept
        if kept.state != "previewed" or kept.report["fault_count"]:
            raise DomainError("import_has_faults")
        kept.state = "running"
        record_act("roster.started", f"import:{kept.id}", actor=actor, now=now)
    ports.queue.enqueue("run_roster_import", import_id=import_id)
    return kept


def get_import(actor: Actor, import_id: int) -> FileImport:
    """An import of an enterprise in scope, or not_found."""
    kept = db.session.get(FileImport, import_id, populate_existing=True)
    if kept is None or kept.enterprise_id is None:
        raise DomainError("not_found", what="import")
    get_enterprise(actor, kept.enterprise_id)
    return kept


def run_roster_import(import_id: int, *, now: datetime, ports: Ports) -> None:
    """The job: all rows in one transaction. Safe to run twice, and after a crash in the middle."""
    kept = db.session.get(FileImport, import_id, populate_existing=True)
    if kept is None or kept.state != "running":
        return
    rows = json.loads(ports.sealer.open(kept.rows_sealed, "roster_rows"))
    try:
        with transaction() as session:
            counts = _take_rows(kept.enterprise_id, rows, now, ports)
            kept = session.get(FileImport, import_id, populate_existing=True)
            kept.state, kept.done_count, kept.finished_at, kept.rows_sealed = "done", len(rows), now, None
            kept.report = {**kept.report, **counts}
            record_act(
                "roster.imported",
                f"import:{import_id}",
                actor=f"account:{kept.account_id}",
                now=now,
                data=counts,
            )
    except DomainError as error:
        with transaction() as session:
            kept = session.get(FileImport, import_id, populate_existing=True)
            kept.state, kept.report = (
                "failed",
                {**kept.report, "failure": error.code, "failure_data": error.data},
            )


def _take_rows(enterprise_id: int, rows: list[dict], now: datetime, ports: Ports) -> dict:
    hashes = {row["id_number"]: ports.sealer.lookup(row["id_number"], "id_number") for row in rows}
    people = _known_people(set(hashes.values()))
    held = _held_employments(enterprise_id)
    counts = {"new": 0, "changed": 0, "same": 0}
    fresh = []
    for row in rows:
        row = {
            **row,
            "started_on": date.fromisoformat(row["started_on"]),
            "ended_on": date.fromisoformat(row["ended_on"]) if row["ended_on"] else None,
        }
        id_hash = hashes[row["id_number"]]
        person = people.get(id_hash)
        if person is None:
            person = people[id_hash] = new_candidate(
                row["name"], row["id_number"], row["phone"], now=now, ports=ports
            )
            db.session.add(person)
        elif person.name != row["name"]:
            raise DomainError("name_differs", name=row["name"])
        counts[_take_row(enterprise_id, row, person, held.get((id_hash, row["started_on"])), fresh)] += 1
    db.session.flush()
    for employment, person in fresh:
        employment.candidate_id = person.id
    db.session.add_all(employment for employment, _ in fresh)
    db.session.flush()
    return counts


def _take_row(enterprise_id: int, row: dict, person: Candidate, found: Employment | None, fresh: list) -> str:
    if found is None:
        fresh.append(
            (
                Employment(
                    enterprise_id=enterprise_id,
                    started_on=row["started_on"],
                    **{name: row[name] for name in ("role", "posts", "job_title", "kind", "ended_on")},
                ),
                person,
            )
        )
        return "new"
    if _is_same(found, row):
        return "same"
    for name in ("role", "posts", "job_title", "kind", "ended_on"):
        setattr(found, name, row[name])
    return "changed"


def _known_people(hashes: set[str]) -> dict[str, Candidate]:
    known: dict[str, Candidate] = {}
    wanted = sorted(hashes)
    for start in range(0, len(wanted), 500):
        found = db.session.scalars(
            select(Candidate).where(Candidate.id_number_hash.in_(wanted[start : start + 500]))
        )
        known.update({person.id_number_hash: person for person in found})
    return known


def resume_imports(*, now: datetime, ports: Ports) -> None:
    """Take up what a stopped process left running."""
    for import_id in db.session.scalars(select(FileImport.id).where(FileImport.state == "running")).all():
        run_roster_import(import_id, now=now, ports=ports)
