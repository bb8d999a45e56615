"""Reading roster rows: columns by name, every fault with its cell, what is wrong and how to mend it."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from types import MappingProxyType
from typing import Any

from examapp.domain.id_documents import (
    DocumentKind,
    find_document_fault,
    plain_document,
    read_document_kind,
    split_document,
)
from examapp.domain.identifiers import plain_code
from examapp.domain.people_names import clean_name, plain_name
from examapp.domain.table_headers import Gathered, open_table
from examapp.domain.tables import (
    Cells,
    Columns,
    Fault,
    Place,
    Sheet,
    TableReading,
    TableRow,
    check_person,
    clean,
    read_date,
)

# fmt: off
COLUMNS = {
    "name": ("姓名", "名字", "员工姓名", "人员姓名", "职工姓名", "从业人员姓名", "学员姓名", "考生姓名", "受检人员"),
    "document_kind": ("证件类型", "证件种类", "证件名称", "证件类别"),
    "id_number": (
        "身份证号", "身份证号码", "身份证", "证件号码", "证件号", "公民身份号码", "公民身份证号码", "公民身份证号",
        "居民身份证号", "居民身份证号码", "居民身份证", "身份号码", "身份证件号码", "身份证件号",
    ),
    "phone": (
        "手机号", "手机", "电话", "联系电话", "手机号码", "移动电话", "联系方式", "电话号码", "本人电话", "联系手机",
    ),
    "role": ("人员类别", "类别", "角色", "人员性质", "人员类型", "从业人员类别", "人员分类"),
    "posts": ("重点岗位", "岗位类别", "作业类别", "作业类型", "重点岗位类别", "重点作业"),
    "job_title": ("岗位名称", "职务", "工种", "岗位", "岗位/工种", "职位", "工作岗位", "职务/岗位", "岗位工种"),
    "kind": ("用工形式", "用工方式", "用工类型", "用工性质"),
    "started_on": (
        "入职日期", "入职时间", "上岗日期", "上岗时间", "到岗日期", "到岗时间", "入厂日期", "入厂时间", "进厂日期", "进厂时间",
    ),
    "ended_on": ("离职日期", "离职时间"),
}
# fmt: on
_SCIENTIFIC = re.compile(r"[0-9]([.,][0-9]+)?[eE]\+?[0-9]{1,2}")
REQUIRED = ("name", "id_number", "role", "started_on")
# What somebody may say once of everybody, where the list has no such column.
WHOLE = ("role", "started_on")
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


# Number -> the name under which it stands on the enterprise's own roster already, None for nobody.
NameOnRoster = Callable[[str], str | None]
# A row, and from when to when the stay in it lasts.
_Stay = tuple[Place, date | None, date | None]


def read_roster(
    source: Sequence[Sheet] | Gathered,
    *,
    roles: Mapping[str, str],
    posts: Mapping[str, str],
    today: date,
    sample_values: frozenset[str] = frozenset(),
    name_on_roster: NameOnRoster = lambda number: None,
    chosen: Mapping[int, str] | None = None,
    whole: Mapping[str, str] = MappingProxyType({}),
) -> TableReading:
    """All rows of all sheets below the headers. `roles`, `posts`: label -> value; `chosen`: column from 0 -> field;
    `whole`: field -> what somebody said of everybody in a list without that column.
    """
    opened = open_table(source, COLUMNS, REQUIRED, sample_values=sample_values, chosen=chosen, whole=whole)
    if isinstance(opened, TableReading):
        return opened
    columns, rows = opened
    names = _names_of_numbers(rows)
    # What is left of the sample was seen before any row was read.
    of_samples = {fault.place for fault in columns.reading.faults}
    first_seen: dict[tuple[str, str | None], list[_Stay]] = {}
    for place, row in rows:
        before = len(columns.reading.faults)
        facts = _read_row(place, row, columns, roles, posts, today)
        _check_others(place, facts, columns, names, first_seen, name_on_roster)
        if len(columns.reading.faults) == before and place not in of_samples:
            columns.reading.rows.append(TableRow(place, facts))
    return columns.reading


def _names_of_numbers(rows: Sequence[tuple[Place, Cells]]) -> dict[str, dict[str, Place]]:
    """Every number of the file with the names that stand beside it, each with its first row."""
    names: dict[str, dict[str, Place]] = {}
    for place, row in rows:
        name, number = (
            clean_name(clean(row.get("name"))),
            plain_document(split_document(_without_marks(clean(row.get("id_number"))))[1]),
        )
        if name and number:
            names.setdefault(number, {}).setdefault(name, place)
    return names


def _read_row(
    place: Place,
    row: Cells,
    columns: Columns,
    roles: Mapping[str, str],
    posts: Mapping[str, str],
    today: date,
) -> dict[str, Any]:
    fault, cell = partial(columns.fault, place), partial(columns.value, row)
    kind = _read_document_kind(cell("document_kind"), cell("id_number"), fault)
    facts: dict[str, Any] = {
        "name": plain_name(clean(cell("name"))),
        "document_kind": kind,
        "id_number": _read_id(cell("id_number"), kind, fault, today),
        "phone": _read_phone(cell("phone"), fault),
        "role": roles.get(_label(cell("role"))),
        "posts": _read_posts(cell("posts"), posts, fault),
        "job_title": clean(cell("job_title"))[:60],
        "kind": KINDS.get(_label(cell("kind"))),
        "started_on": read_date(cell("started_on")),
        "ended_on": None,
    }
    _check_facts(facts, cell, fault)
    return facts


def _label(cell: object) -> str:
    return "".join(clean(cell).split())


def _check_others(
    place: Place,
    facts: Mapping[str, Any],
    columns: Columns,
    names: Mapping[str, Mapping[str, Place]],
    first_seen: dict[tuple[str, str | None], list[_Stay]],
    name_on_roster: NameOnRoster,
) -> None:
    """What only other rows show: two names of one number, the same role twice, another name on the roster.

    One person may have several roles, each on a row of its own.
    """
    number, own = facts["id_number"], clean_name(facts["name"])
    if not number:
        return
    others = [other for name, other in names.get(number, {}).items() if name != own]
    if others:
        columns.fault(place, "id_number", "id_two_names", others[0], "")
        return
    _check_other_rows(place, facts, columns, first_seen.setdefault((number, facts["role"]), []))
    registered = name_on_roster(number)
    if registered is not None and clean_name(registered) != own:
        columns.fault(place, "name", "name_on_roster", registered, facts["name"])


def _check_other_rows(place: Place, facts: Mapping[str, Any], columns: Columns, stays: list[_Stay]) -> None:
    """A stay twice; or the same role at the same time since another day, which is no second stay."""
    started_on, ended_on = facts["started_on"], facts["ended_on"]
    for first, begun, ended in stays:
        if begun == started_on:
            columns.fault(place, "id_number", "double_row", first, "")
            return
        if begun and started_on and overlap(started_on, ended_on, begun, ended):
            columns.fault(place, "started_on", "stay_two_days", first, "")
            return
    stays.append((place, started_on, ended_on))


def overlap(first: date, first_end: date | None, second: date, second_end: date | None) -> bool:
    """Whether two stays (an end of None: still there) have more than one day in common."""
    return (second_end is None or first < second_end) and (first_end is None or second < first_end)


def _check_facts(facts: dict[str, Any], cell: Callable[[str], object], fault: Fault) -> None:
    check_person(fault, facts["name"])
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


def _read_document_kind(value: object, number: object, fault: Fault) -> DocumentKind:
    """What the column says; where it is empty, what stands before the number."""
    kind = read_document_kind(clean(value))
    if kind is None:
        fault("document_kind", "document_unknown", clean(value))
    if not clean(value):
        kind = split_document(_without_marks(clean(number)))[0]
    return kind or DocumentKind.mainland_id


def _without_marks(text: str) -> str:
    """A number without the signs by which people tell Excel that it is a text."""
    return text.lstrip("'’‘`′＇｀")


def _read_id(value: object, kind: DocumentKind, fault: Fault, today: date) -> str:
    text = split_document(_without_marks(clean(value)))[1]
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) >= 10**15:
        # Excel keeps 15 digits of a number: the last ones are already lost, and no rule can bring them back.
        fault("id_number", "id_as_number", "", f"{value:.5E}")
        return ""
    if _SCIENTIFIC.fullmatch(text):
        fault("id_number", "id_scientific", "", text)
        return ""
    number = plain_document(text)
    code = "empty" if not number else find_document_fault(kind, number, today=today)
    if code:
        fault("id_number", code if code == "empty" else f"id_{code}")
        return ""
    return number


def _read_phone(value: object, fault: Fault) -> str | None:
    text = _without_marks(clean(value))
    phone = plain_phone(text)
    if _SCIENTIFIC.fullmatch(text):
        fault("phone", "phone_scientific", text)
    elif phone is None:
        fault("phone", "phone_malformed", text)
    return phone or None


def plain_phone(text: str) -> str | None:
    """A telephone number as it is kept ("" for none); None when it is no number."""
    phone = re.sub(r"[-()]", "", plain_code(text))
    return phone if not phone or re.fullmatch(r"\+?[0-9]{7,15}", phone) else None


def _read_posts(value: object, posts: Mapping[str, str], fault: Fault) -> list[str]:
    found = []
    for text in filter(None, re.split(r"[,，、;；/\s]+", clean(value))):
        if text not in posts:
            fault("posts", "post_unknown", text)
        elif posts[text] not in found:
            found.append(posts[text])
    return found
