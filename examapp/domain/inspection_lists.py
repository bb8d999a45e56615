"""Reading rows of an inspection list: who was visited, when, by whom, and why no quiz was held."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from examapp.domain.table_headers import Gathered, open_table
from examapp.domain.tables import Cells, Columns, Place, Sheet, TableReading, TableRow, clean, read_date

COLUMNS = {
    "enterprise": ("企业名称", "单位名称", "被检查单位", "检查对象", "企业"),
    "uscc": ("统一社会信用代码", "信用代码", "社会信用代码"),
    "inspected_on": ("检查日期", "检查时间", "日期"),
    "source_number": ("检查编号", "文书号", "文书编号", "检查单号"),
    "inspectors": ("执法人员", "检查人员", "检查人"),
    "place": ("检查地点", "地点", "地址"),
    "exemption_reason": ("免考原因", "未抽考原因", "没有抽考的原因"),
    "note": ("备注", "说明"),
}
REQUIRED = ("enterprise", "inspected_on")
# find_enterprise(name, uscc) -> id, or a fault code; find_inspectors(text) -> ids, or a fault code
FindEnterprise = Callable[[str, str], int | str]
FindInspectors = Callable[[Sequence[str]], Sequence[int] | str]


def read_inspections(
    table: Sequence[Sheet] | Gathered,
    *,
    find_enterprise: FindEnterprise,
    find_inspectors: FindInspectors,
    today: date,
) -> TableReading:
    """Read all rows below the header; every fault is named by its cell."""
    opened = open_table(table, COLUMNS, REQUIRED)
    if isinstance(opened, TableReading):
        return opened
    columns, rows = opened
    seen: dict[tuple, Place] = {}
    for number, row in rows:
        before = len(columns.reading.faults)
        facts = _read_row(number, row, columns, find_enterprise, find_inspectors, today)
        first = seen.setdefault(visit_key(facts), number)
        if first != number and facts["enterprise_id"] is not None:
            columns.fault(number, "inspected_on", "double_visit", first, columns.value(row, "inspected_on"))
        if len(columns.reading.faults) == before:
            columns.reading.rows.append(TableRow(number, facts))
    return columns.reading


def visit_key(facts: Mapping[str, Any]) -> tuple:
    """What makes two rows the same visit: enterprise, day, and the number another system gave to it."""
    return facts["enterprise_id"], str(facts["inspected_on"]), facts["source_number"]


def _read_row(
    number: Place,
    row: Cells,
    columns: Columns,
    find_enterprise: FindEnterprise,
    find_inspectors: FindInspectors,
    today: date,
) -> dict[str, Any]:
    cell, fault = partial(columns.value, row), partial(columns.fault, number)
    day = read_date(cell("inspected_on"))
    if day is None:
        words = cell("inspected_on")
        fault("inspected_on", "date_unreadable" if clean(words) else "empty", words)
    elif day > today:
        fault("inspected_on", "date_in_future", day)
    found = find_enterprise(clean(cell("enterprise")), clean(cell("uscc")).upper())
    if isinstance(found, str):
        fault("uscc" if found == "enterprise_ambiguous" else "enterprise", found, clean(cell("enterprise")))
    inspectors = find_inspectors(
        [one for one in re.split(r"[,，、;；/\s]+", clean(cell("inspectors"))) if one]
    )
    if isinstance(inspectors, str):
        fault("inspectors", inspectors, clean(cell("inspectors")))
    return {
        "enterprise_id": found if isinstance(found, int) else None,
        "inspected_on": day,
        "source_number": _text(cell("source_number"))[:60],
        "inspectors": [] if isinstance(inspectors, str) else list(inspectors),
        **{name: clean(cell(name))[:200] for name in ("place", "exemption_reason", "note")},
    }


def _text(value: object) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else clean(value)
