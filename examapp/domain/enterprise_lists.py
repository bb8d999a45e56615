"""Reading rows of an enterprise table: code, place and industry of each, every fault with its cell."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from examapp.domain.identifiers import find_uscc_fault, plain_code
from examapp.domain.people_names import visible_text
from examapp.domain.table_headers import Gathered, open_table
from examapp.domain.tables import Cells, Columns, Place, Sheet, TableReading, TableRow, check_name, clean

COLUMNS = {
    "name": ("企业名称", "单位名称", "企业"),
    "uscc": ("统一社会信用代码", "信用代码", "社会信用代码"),
    "region": ("所在区域", "区域", "所属区域", "镇街", "区县"),
    "industry": ("行业类别", "行业"),
    "size": ("规模", "企业规模"),
    "address": ("地址", "生产经营地址", "企业地址"),
    "risk_tags": ("风险标签", "风险"),
}
REQUIRED = ("name", "uscc", "region", "industry")
SIZES = {"大型": "large", "中型": "medium", "小型": "small", "微型": "micro", "": "small"}
# find_region(text) -> id, or a fault code
FindRegion = Callable[[str], int | str]


def read_enterprises(
    table: Sequence[Sheet] | Gathered,
    *,
    industries: Mapping[str, str],
    find_region: FindRegion,
    elsewhere: set[str],
) -> TableReading:
    """All rows below the header. `industries`: label -> value; `elsewhere`: codes that the reader may not change."""
    opened = open_table(table, COLUMNS, REQUIRED)
    if isinstance(opened, TableReading):
        return opened
    columns, rows = opened
    seen: dict[str, Place] = {}
    for number, row in rows:
        before = len(columns.reading.faults)
        facts = _read_row(number, row, columns, industries, find_region)
        first = seen.setdefault(facts["uscc"], number)
        if facts["uscc"] and first != number:
            columns.fault(number, "uscc", "double_code", first, facts["uscc"])
        if facts["uscc"] in elsewhere:
            columns.fault(number, "uscc", "uscc_elsewhere", facts["uscc"])
        if len(columns.reading.faults) == before:
            columns.reading.rows.append(TableRow(number, facts))
    return columns.reading


def _read_row(
    number: Place,
    row: Cells,
    columns: Columns,
    industries: Mapping[str, str],
    find_region: FindRegion,
) -> dict[str, Any]:
    cell, fault = partial(columns.value, row), partial(columns.fault, number)
    facts: dict[str, Any] = {
        "name": visible_text(clean(cell("name")))[:100],
        "uscc": plain_code(clean(cell("uscc"))),
        "industry": industries.get(clean(cell("industry"))),
        "size": SIZES.get(clean(cell("size"))),
        "address": clean(cell("address"))[:200],
        "risk_tags": [tag for tag in re.split(r"[,，、;；]+", clean(cell("risk_tags"))) if tag],
    }
    check_name(fault, facts["name"])
    if find_uscc_fault(facts["uscc"]):
        fault("uscc", "uscc_malformed", facts["uscc"])
    if facts["industry"] is None:
        fault("industry", "industry_unknown", cell("industry"))
    if facts["size"] is None:
        fault("size", "size_unknown", cell("size"))
    region = find_region(clean_code(cell("region")))
    if isinstance(region, str):
        fault("region", region, cell("region"))
    return {**facts, "region_id": region if isinstance(region, int) else None}


def clean_code(value: object) -> str:
    """A cell that may be a code which the spreadsheet made a number."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else clean(value)
