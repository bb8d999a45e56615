"""Reading roster rows: columns by name, every fault with its cell, what is wrong and how to mend it."""

import re
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any

from examapp.domain.id_documents import DocumentKind, find_document_fault, plain_document, read_document_kind
from examapp.domain.identifiers import plain_code
from examapp.domain.people_names import plain_name
from examapp.domain.tables import (
    Columns,
    Fault,
    TableReading,
    TableRow,
    check_name,
    clean,
    open_table,
    read_date,
)

COLUMNS = {
    "name": ("姓名", "名字", "员工姓名"),
    "document_kind": ("证件类型", "证件种类", "证件名称"),
    "id_number": ("身份证号", "身份证号码", "身份证", "证件号码"),
    "phone": ("手机号", "手机", "电话", "联系电话"),
    "role": ("人员类别", "类别", "角色"),
    "posts": ("重点岗位", "岗位类别", "作业类别"),
    "job_title": ("岗位名称", "职务", "工种", "岗位"),
    "kind": ("用工形式", "用工方式", "用工类型"),
    "started_on": ("入职日期", "入职时间", "上岗日期"),
    "ended_on": ("离职日期", "离职时间"),
}
REQUIRED = ("name", "id_number", "role", "started_on")
KINDS = {
    "": "own",
    "本单位": "own",
    "正式": "own",
    "自有": "own",
    "劳务派遣": "agency",
    "派遣": "agency",
    "外包": "outsourced",
    "劳务外包": "outsourced",
}


def read_roster(
    table: list[list[object]],
    *,
    roles: dict[str, str],
    posts: dict[str, str],
    today: date,
    sample_values: frozenset[str] = frozenset(),
) -> TableReading:
    """Read all rows below the header, which may stand below merged note rows. `roles`, `posts`: label -> value."""
    opened = open_table(table, COLUMNS, REQUIRED, sample_values=sample_values)
    if isinstance(opened, TableReading):
        return opened
    columns, rows = opened
    first_seen: dict[tuple[str, date | None], int] = {}
    for number, row in rows:
        _read_row(number, row, columns, roles, posts, today, first_seen)
    return columns.reading


def _read_row(
    number: int,
    row: Sequence[object],
    columns: Columns,
    roles: dict,
    posts: dict,
    today: date,
    seen: dict,
) -> None:
    reading = columns.reading
    before = len(reading.faults)
    fault, cell = partial(columns.fault, number), partial(columns.value, row)
    kind = _read_document_kind(cell("document_kind"), fault)
    facts: dict[str, Any] = {
        "name": plain_name(clean(cell("name"))),
        "document_kind": kind,
        "id_number": _read_id(cell("id_number"), kind, fault, today),
        "phone": _read_phone(cell("phone"), fault),
        "role": roles.get(clean(cell("role"))),
        "posts": _read_posts(cell("posts"), posts, fault),
        "job_title": clean(cell("job_title"))[:60],
        "kind": KINDS.get(clean(cell("kind"))),
        "started_on": read_date(cell("started_on")),
        "ended_on": None,
    }
    _check_facts(facts, cell, fault)
    key = (facts["id_number"], facts["started_on"])
    if facts["id_number"] and seen.setdefault(key, number) != number:
        fault("id_number", "double_row", seen[key], "")
    if len(reading.faults) == before:
        reading.rows.append(TableRow(number, facts))


def _check_facts(facts: dict[str, Any], cell: Callable[[str], object], fault: Fault) -> None:
    check_name(fault, facts["name"])
    if facts["role"] is None:
        fault("role", "role_unknown", cell("role"))
    if facts["kind"] is None:
        fault("kind", "kind_unknown", cell("kind"))
    if facts["started_on"] is None:
        words = cell("started_on")
        fault("started_on", "date_unreadable" if clean(words) else "empty", words)
    if clean(cell("ended_on")):
        facts["ended_on"] = read_date(cell("ended_on"))
        if facts["ended_on"] is None:
            fault("ended_on", "date_unreadable", cell("ended_on"))
        elif facts["started_on"] and facts["ended_on"] < facts["started_on"]:
            fault("ended_on", "dates_reversed")


def _read_document_kind(value: object, fault: Fault) -> DocumentKind:
    kind = read_document_kind(clean(value))
    if kind is None:
        fault("document_kind", "document_unknown", clean(value))
    return kind or DocumentKind.mainland_id


def _read_id(value: object, kind: DocumentKind, fault: Fault, today: date) -> str:
    if (
        isinstance(value, float)
        and value.is_integer()
        and kind is not DocumentKind.mainland_id
        and value < 10**15
    ):
        value = int(value)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        # Excel keeps 15 digits of a number: the last ones are already lost, and no rule can bring them back.
        fault("id_number", "id_as_number")
        return ""
    number = plain_document(clean(value).lstrip("'"))
    code = "empty" if not number else find_document_fault(kind, number, today=today)
    if code:
        fault("id_number", code if code == "empty" else f"id_{code}")
        return ""
    return number


def _read_phone(value: object, fault: Fault) -> str | None:
    text = str(int(value)) if isinstance(value, float) and value.is_integer() else clean(value)
    phone = plain_phone(text)
    if phone is None:
        fault("phone", "phone_malformed", text)
    return phone or None


def plain_phone(text: str) -> str | None:
    """A telephone number as it is kept ("" for none); None when it is no number."""
    phone = re.sub(r"[-()]", "", plain_code(text))
    return phone if not phone or re.fullmatch(r"\+?[0-9]{7,15}", phone) else None


def _read_posts(value: object, posts: dict[str, str], fault: Fault) -> list[str]:
    found = []
    for text in filter(None, re.split(r"[,，、;；/\s]+", clean(value))):
        if text not in posts:
            fault("posts", "post_unknown", text)
        elif posts[text] not in found:
            found.append(posts[text])
    return found
