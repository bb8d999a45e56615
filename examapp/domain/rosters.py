"""Reading roster rows: columns by name, every fault with its cell, what is wrong and how to mend it."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from examapp.domain.identifiers import find_id_fault, normalize

# fault(column, code, value as it stands in the cell)
Fault = Callable[..., None]
COLUMNS = {
    "name": ("姓名", "名字", "员工姓名"),
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
HEADER_ROWS = 12


@dataclass(frozen=True)
class CellFault:
    """One bad cell: its address as in Excel, the column, a code and the value shown to the person (never an ID number)."""

    cell: str
    column: str
    code: str
    value: str = ""


@dataclass
class RosterRow:
    """One readable row."""

    row_number: int
    facts: dict


@dataclass
class RosterReading:
    """Good rows, faults, and which columns were found; nothing is taken while there are faults."""

    rows: list[RosterRow] = field(default_factory=list)
    faults: list[CellFault] = field(default_factory=list)
    ignored_columns: list[str] = field(default_factory=list)


def read_roster(
    table: list[list[object]], *, roles: dict[str, str], posts: dict[str, str], today: date
) -> RosterReading:
    """Read all rows below the header, which may stand below merged note rows. `roles`, `posts`: label -> value."""
    reading = RosterReading()
    header = _find_header(table)
    if header is None:
        reading.faults.append(CellFault("A1", "", "header_missing"))
        return reading
    columns = _match_columns(table[header], reading)
    missing = [field_name for field_name in REQUIRED if field_name not in columns]
    if missing:
        reading.faults += [
            CellFault(f"{header + 1} 行", COLUMNS[name][0], "column_missing") for name in missing
        ]
        return reading
    first_seen: dict[tuple[str, date | None], int] = {}
    for number, row in enumerate(table[header + 1 :], start=header + 2):
        if any(str(cell).strip() for cell in row if cell is not None):
            _read_row(number, row, columns, reading, roles, posts, today, first_seen)
    return reading


def _find_header(table: list[list[object]]) -> int | None:
    names = {name for options in COLUMNS.values() for name in options}
    for number, row in enumerate(table[:HEADER_ROWS]):
        if sum(_clean(cell).rstrip("*（必填）") in names for cell in row) >= 3:
            return number
    return None


def _match_columns(header: list[object], reading: RosterReading) -> dict[str, int]:
    columns: dict[str, int] = {}
    for place, cell in enumerate(header):
        text = _clean(cell).rstrip("*（必填）")
        found = next(
            (name for name, options in COLUMNS.items() if text in options and name not in columns), None
        )
        if found:
            columns[found] = place
        elif text:
            reading.ignored_columns.append(text)
    return columns


def _read_row(
    number: int,
    row: list[object],
    columns: dict[str, int],
    reading: RosterReading,
    roles: dict,
    posts: dict,
    today: date,
    seen: dict,
) -> None:
    before = len(reading.faults)

    def fault(name: str, code: str, value: object = "") -> None:
        reading.faults.append(
            CellFault(
                f"{column_letters(columns.get(name, 0))}{number}", COLUMNS[name][0], code, str(value)[:40]
            )
        )

    def cell(name: str) -> object:
        place = columns.get(name)
        return row[place] if place is not None and place < len(row) else ""

    facts: dict[str, Any] = {
        "name": _clean(cell("name")),
        "id_number": _read_id(cell("id_number"), fault, today),
        "phone": _read_phone(cell("phone"), fault),
        "role": roles.get(_clean(cell("role"))),
        "posts": _read_posts(cell("posts"), posts, fault),
        "job_title": _clean(cell("job_title"))[:60],
        "kind": KINDS.get(_clean(cell("kind"))),
        "started_on": read_date(cell("started_on")),
        "ended_on": None,
    }
    _check_facts(facts, cell, fault)
    key = (facts["id_number"], facts["started_on"])
    if facts["id_number"] and seen.setdefault(key, number) != number:
        fault("id_number", "double_row", seen[key])
    if len(reading.faults) == before:
        reading.rows.append(RosterRow(number, facts))


def _check_facts(facts: dict[str, Any], cell: Callable[[str], object], fault: Fault) -> None:
    if not facts["name"]:
        fault("name", "empty")
    if facts["role"] is None:
        fault("role", "role_unknown", cell("role"))
    if facts["kind"] is None:
        fault("kind", "kind_unknown", cell("kind"))
    if facts["started_on"] is None:
        fault("started_on", "date_unreadable", cell("started_on"))
    if _clean(cell("ended_on")):
        facts["ended_on"] = read_date(cell("ended_on"))
        if facts["ended_on"] is None:
            fault("ended_on", "date_unreadable", cell("ended_on"))
        elif facts["started_on"] and facts["ended_on"] < facts["started_on"]:
            fault("ended_on", "dates_reversed")


def _read_id(value: object, fault: Fault, today: date) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        # Excel keeps 15 digits of a number: the last ones are already lost, and no rule can bring them back.
        fault("id_number", "id_as_number")
        return ""
    number = normalize(_clean(value).lstrip("'"))
    code = "empty" if not number else find_id_fault(number, today=today)
    if code:
        fault("id_number", code if code == "empty" else f"id_{code}")
        return ""
    return number


def _read_phone(value: object, fault: Fault) -> str | None:
    text = (
        str(int(value))
        if isinstance(value, float) and value.is_integer()
        else re.sub(r"[\s-]", "", _clean(value))
    )
    if not text:
        return None
    if not re.fullmatch(r"\+?[0-9]{7,15}", text):
        fault("phone", "phone_malformed", text)
    return text


def _read_posts(value: object, posts: dict[str, str], fault: Fault) -> list[str]:
    found = []
    for text in filter(None, re.split(r"[,，、;；/\s]+", _clean(value))):
        if text not in posts:
            fault("posts", "post_unknown", text)
        elif posts[text] not in found:
            found.append(posts[text])
    return found


def read_date(value: object) -> date | None:
    """A date from a date cell or from texts such as 2024-3-1, 2024/03/01, 2024.3.1, 2024年3月1日, 20240301; None if unreadable."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = str(int(value)) if isinstance(value, float) and value.is_integer() else _clean(value)
    match = re.fullmatch(
        r"([12][0-9]{3})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?(?: 0?0:00(?::00)?)?", text
    ) or re.fullmatch(r"([12][0-9]{3})([0-9]{2})([0-9]{2})", text)
    try:
        return date(*map(int, match.groups())) if match else None
    except ValueError:
        return None


def column_letters(place: int) -> str:
    """0 -> A, 26 -> AA, as spreadsheets name columns."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _clean(value: object) -> str:
    return "" if value is None else str(value).strip().replace("\u3000", "")
