"""Reading rows of a region table: the tree of city, counties and towns from their codes."""

import re
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from examapp.domain.people_names import visible_text
from examapp.domain.table_headers import Gathered, open_table
from examapp.domain.tables import Cells, Columns, Place, Sheet, TableReading, TableRow, check_name, clean

COLUMNS = {
    "name": ("名称", "区域名称", "区划名称"),
    "code": ("行政区划代码", "区划代码", "代码"),
    "level": ("级别", "区域级别"),
    "parent": ("上级代码", "上级区划代码"),
}
REQUIRED = ("name", "code")
LEVELS = {"市": "city", "区县": "county", "区": "county", "县": "county", "县级市": "county", "镇街": "town"}
LEVELS |= {"街道": "town", "镇": "town", "乡": "town", "乡镇": "town"}
ORDER = ("city", "county", "town")
_DIGITS = {"city": 6, "county": 6, "town": 9}


def read_regions(
    table: Sequence[Sheet] | Gathered, *, known: Mapping[str, tuple[str, str | None]]
) -> TableReading:
    """Rows in the order city, county, town. `known`: code -> (level, code of the parent) of what is registered."""
    opened = open_table(table, COLUMNS, REQUIRED)
    if isinstance(opened, TableReading):
        return opened
    columns, rows = opened
    seen: dict[str, Place] = {}
    for number, row in rows:
        before = len(columns.reading.faults)
        facts = _read_row(number, row, columns)
        first = seen.setdefault(facts["code"], number)
        if facts["code"] and first != number:
            columns.fault(number, "code", "double_code", first, facts["code"])
        if len(columns.reading.faults) == before:
            columns.reading.rows.append(TableRow(number, facts))
    _check_parents(columns, known)
    columns.reading.rows.sort(key=lambda row: (ORDER.index(row.facts["level"]), row.facts["code"]))
    return columns.reading


def _read_row(number: Place, row: Cells, columns: Columns) -> dict[str, Any]:
    cell, fault = partial(columns.value, row), partial(columns.fault, number)
    name, code, parent = visible_text(clean(cell("name")))[:60], _code(cell("code")), _code(cell("parent"))
    check_name(fault, name)
    if not re.fullmatch(r"[0-9]{6}|[0-9]{9}", code):
        fault("code", "region_code_malformed", code)
        return {"name": name, "code": "", "level": "", "parent": None}
    level = LEVELS.get(clean(cell("level")), "") if clean(cell("level")) else _usual_level(code)
    if _DIGITS.get(level) != len(code):
        fault("level", "region_level_wrong", cell("level"))
    return {"name": name, "code": code, "level": level, "parent": parent or _usual_parent(code, level)}


def _code(value: object) -> str:
    text = str(int(value)) if isinstance(value, float) and value.is_integer() else clean(value)
    # Statistics write towns with twelve digits, the last three of which belong to villages.
    return text[:9] if len(text) == 12 and text.endswith("000") else text


def _usual_level(code: str) -> str:
    if len(code) == 9:
        return "town"
    return "city" if code.endswith("00") else "county"


def _usual_parent(code: str, level: str) -> str | None:
    return {"city": None, "county": f"{code[:4]}00"}.get(level, code[:6])


def _check_parents(columns: Columns, known: Mapping[str, tuple[str, str | None]]) -> None:
    reading = columns.reading
    levels = {code: level for code, (level, _) in known.items()}
    levels |= {row.facts["code"]: row.facts["level"] for row in reading.rows}
    for row in list(reading.rows):
        facts = row.facts
        above = ORDER.index(facts["level"]) - 1
        if above >= 0 and levels.get(facts["parent"]) != ORDER[above]:
            columns.fault(row.row_number, "code", "region_parent_unknown", facts["parent"])
        elif known.get(facts["code"], (facts["level"], facts["parent"])) != (facts["level"], facts["parent"]):
            columns.fault(row.row_number, "code", "region_moved", facts["code"])
