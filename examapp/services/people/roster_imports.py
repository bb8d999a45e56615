"""Rosters from a file: preview with every fault, then the good rows in one transaction; the same file twice changes
nothing. What is at fault waits for its mend (roster_mending.py).
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from types import MappingProxyType

from sqlalchemy import select

from examapp.adapters.tables.spreadsheets import write_excel
from examapp.domain.errors import DomainError
from examapp.domain.id_documents import DocumentKind
from examapp.domain.identifiers import id_check_character
from examapp.domain.people_names import clean_name
from examapp.domain.permissions import Actor
from examapp.domain.rosters import read_roster
from examapp.domain.table_headers import Gathered
from examapp.domain.tables import Place, Sheet, TableReading
from examapp.extensions import db
from examapp.models.audit import FileImport
from examapp.models.candidates import Candidate, Employment
from examapp.services.core import file_imports
from examapp.services.core.days import today_of
from examapp.services.core.ports import Ports
from examapp.services.core.scopes import get_enterprise
from examapp.services.people.registers import find_by_name, new_candidate, save_candidates
from examapp.services.people.roster_comparisons import compare, is_same, stays_of, with_days
from examapp.services.people.roster_stays import list_stays, match_stays
from question_bank.model import Post, Role

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
    "一、人员类别填：主要负责人、安全管理人员、一线重点岗位、其他从业人员；一人有几种身份的，每种写一行。",
    "二、重点岗位可填多个，用顿号隔开：" + "、".join(post.label for post in Post) + "。",
    "三、用工形式填：本单位、劳务派遣、外包；不填按本单位。",
    "四、没有身份证的写明证件类型："
    + "、".join(kind.label for kind in DocumentKind if kind is not DocumentKind.mainland_id)
    + "；不填按身份证。",
    "五、身份证号一列要设成“文本”，否则 Excel 会把最后几位变成 0。",
    "六、姓名以“样例”开头的行只是示范，不会导入，删掉或保留都可以；日期写成 2024-03-01。",
]
_SAMPLE_NUMBERS = tuple(
    first + id_check_character(first) for first in ("99019919800101901", "99019919900202902")
)
# fmt: off
HEAD = [
    "姓名", "身份证号", "手机号", "人员类别", "重点岗位", "岗位名称", "用工形式", "入职日期", "离职日期", "证件类型",
]
_SAMPLES = [
    [
        "样例一", _SAMPLE_NUMBERS[0], "19900000001", "安全管理人员", "", "安全员", "本单位", "2024-03-01", "", "身份证",
    ],
    [
        "样例二", _SAMPLE_NUMBERS[1], "", "一线重点岗位", "动火作业、高处作业", "焊工", "劳务派遣", "2025-07-15", "", "",
    ],
]
# fmt: on


def make_template() -> bytes:
    """A workbook with two sample people of the unassigned province 99, who are never imported."""
    return write_excel({"名单": [HEAD, *_SAMPLES]}, notes=NOTES)


def preview_roster(
    data: bytes, file_name: str, enterprise_id: int, *, actor: Actor, now: datetime, ports: Ports
) -> FileImport:
    """Read the file, find every fault, and keep the rows sealed until somebody decides. Raises table_unreadable."""
    get_enterprise(actor, enterprise_id)
    sheets = file_imports.open_file(data, file_name)
    reading = read_for(enterprise_id, sheets, now=now, ports=ports)
    return file_imports.keep_preview(
        "roster",
        data,
        file_name,
        reading,
        compare=lambda good: compare(good, enterprise_id, ports),
        enterprise_id=enterprise_id,
        actor=actor,
        now=now,
        ports=ports,
        more=raw_of(reading, sheets),
        in_parts=True,
    )


def read_for(
    enterprise_id: int,
    source: Sequence[Sheet] | Gathered,
    *,
    now: datetime,
    ports: Ports,
    chosen: Mapping[int, str] | None = None,
    whole: Mapping[str, str] = MappingProxyType({}),
) -> TableReading:
    """Read rows for this enterprise, whose roster may know a number by another name already."""
    names = {
        id_hash: employment.candidate.name
        for (id_hash, _), known in list_stays(enterprise_id).items()
        for employment in known.values()
    }
    return read_roster(
        source,
        roles=ROLES,
        posts=POSTS,
        today=today_of(now),
        sample_values=frozenset(_SAMPLE_NUMBERS),
        name_on_roster=lambda number: names.get(ports.sealer.lookup(number, "id_number")),
        chosen=chosen,
        whole=whole,
    )


def raw_of(reading: TableReading, sheets: Sequence[Sheet] = ()) -> dict:
    """What is kept beside the facts: rows as they stand in the file, and the sheets, whose columns somebody may name."""
    good = {row.row_number for row in reading.rows}
    raw = [(place, plain_row(place, cells)) for place, cells in reading.raw]
    more = {
        "good": [row for place, row in raw if place in good],
        "bad": [row for place, row in raw if place not in good],
    }
    if sheets:
        more["sheets"] = [
            [sheet.name, [list(map(_plain_cell, row)) for row in sheet.rows], sheet.hidden]
            for sheet in sheets
        ]
    return more


def plain_row(place: Place, cells: Mapping[str, object]) -> list:
    """A row as it is kept: sheet, number, columns, cells."""
    columns = dict(place.columns)
    return [place.sheet, place.number, columns, {name: _plain_cell(cell) for name, cell in cells.items()}]


def _plain_cell(value: object) -> object:
    if value is None or isinstance(value, str | int | float):
        return value
    return value.isoformat() if isinstance(value, date | time) else str(value)


def start_import(
    import_id: int,
    *,
    actor: Actor,
    now: datetime,
    ports: Ports,
    looked: bool = False,
    new_days: bool = False,
) -> FileImport:
    """Take the good rows: queued, then done in one transaction; starting twice is once.

    Where the roster has another hire date than the file, it stays unless somebody said that the file's are right
    (`new_days`). Raises import_has_faults, unused_not_looked_at while parts of the file are no rows and nobody has `looked` at them.
    """
    kept = get_import(actor, import_id)
    if not looked and any(not part["quiet"] for part in kept.report.get("unused", [])):
        raise DomainError("unused_not_looked_at")
    said = {"new_days": new_days} if kept.report.get("other_days") else {}
    return file_imports.start_import(kept, actor=actor, now=now, ports=ports, in_parts=True, said=said)


def get_import(actor: Actor, import_id: int) -> FileImport:
    """An import of an enterprise in scope, or not_found."""
    kept = db.session.get(FileImport, import_id, populate_existing=True)
    if kept is None or kept.kind != "roster" or kept.enterprise_id is None:
        raise DomainError("not_found", what="import")
    get_enterprise(actor, kept.enterprise_id)
    return kept


def run_roster_import(import_id: int, *, now: datetime, ports: Ports) -> None:
    """The job; safe to run twice, and after a crash in the middle."""

    def take(kept: FileImport, rows: list[dict]) -> dict:
        return _take_rows(kept, rows, now, ports)

    file_imports.run_import(import_id, take, now=now, ports=ports)


def _take_rows(kept: FileImport, rows: list[dict], now: datetime, ports: Ports) -> dict:
    enterprise_id = kept.enterprise_id
    hashes = {row["id_number"]: ports.sealer.lookup(row["id_number"], "id_number") for row in rows}
    people = _known_people(set(hashes.values()))
    stays = list_stays(enterprise_id)
    own = {
        id_hash: employment.candidate
        for (id_hash, _), known in stays.items()
        for employment in known.values()
    }
    rows = [with_days(row) for row in rows]
    matched = match_stays(stays_of(rows, ports), stays)
    new_days = kept.report.get("new_days", False)
    counts = {"new": 0, "changed": 0, "same": 0}
    fresh, new_people = [], []
    for place, (row, stay) in enumerate(zip(rows, matched, strict=True)):
        file_imports.note_progress(kept.id, place)
        id_hash = hashes[row["id_number"]]
        person = own.get(id_hash) or find_by_name(row["name"], people.get(id_hash, []))
        if person is None:
            person = _new_person(row, now, ports)
            new_people.append((person, row["id_number"], row["phone"]))
        elif clean_name(person.name) != clean_name(row["name"]):
            raise DomainError("name_differs", name=row["name"])
        own[id_hash] = person
        if stay is not None and not new_days:
            row = {**row, "started_on": stay.started_on}
        counts[_take_row(enterprise_id, row, person, stay, fresh)] += 1
    save_candidates(new_people, ports)
    for employment, person in fresh:
        employment.candidate_id = person.id
    db.session.add_all(employment for employment, _ in fresh)
    db.session.flush()
    return counts


def _new_person(row: Mapping, now: datetime, ports: Ports) -> Candidate:
    # Rows that were previewed before other documents were known have none.
    kind = row.get("document_kind", DocumentKind.mainland_id)
    return new_candidate(row["name"], row["id_number"], now=now, ports=ports, document_kind=kind)


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
    if is_same(found, row) and found.started_on == row["started_on"]:
        return "same"
    for name in ("role", "posts", "job_title", "kind", "started_on", "ended_on"):
        setattr(found, name, row[name])
    return "changed"


def _known_people(hashes: set[str]) -> dict[str, list[Candidate]]:
    """Everybody of these numbers, by number: one number may stand under several names."""
    known: dict[str, list[Candidate]] = {}
    wanted = sorted(hashes)
    for start in range(0, len(wanted), 500):
        found = db.session.scalars(
            select(Candidate).where(Candidate.id_number_hash.in_(wanted[start : start + 500]))
        )
        for person in found:
            known.setdefault(person.id_number_hash, []).append(person)
    return known
