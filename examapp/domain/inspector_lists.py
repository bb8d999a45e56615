"""Reading rows of a table of inspectors: name, certificate number and region."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from examapp.domain.enterprise_lists import clean_code
from examapp.domain.identifiers import plain_code
from examapp.domain.people_names import plain_name
from examapp.domain.table_headers import Gathered, open_table
from examapp.domain.tables import Place, Sheet, TableReading, TableRow, check_person, clean

COLUMNS = {
    "name": ("姓名", "执法人员", "名字"),
    "certificate_number": ("执法证号", "证号", "执法证编号"),
    "region": ("所在区域", "区域", "单位区域", "区县"),
}
REQUIRED = ("name", "certificate_number", "region")


def read_inspectors(
    table: Sequence[Sheet] | Gathered,
    *,
    find_region: Callable[[str], int | str],
    known: Mapping[str, tuple[str, bool]],
) -> TableReading:
    """All rows below the header.

    `known`: certificate number as compared (plain_code) -> (name, whether the reader may change the person).
    """
    opened = open_table(table, COLUMNS, REQUIRED)
    if isinstance(opened, TableReading):
        return opened
    columns, rows = opened
    seen: dict[str, Place] = {}
    for number, row in rows:
        before = len(columns.reading.faults)
        name = plain_name(clean(columns.value(row, "name")))
        certificate = clean_code(columns.value(row, "certificate_number"))[:40]
        region = find_region(clean_code(columns.value(row, "region")))
        check_person(partial(columns.fault, number), name)
        if not certificate:
            columns.fault(number, "certificate_number", "empty")
        if isinstance(region, str):
            columns.fault(number, "region", region, columns.value(row, "region"))
        registered, may_change = known.get(plain_code(certificate), (name, True))
        if registered != name:
            columns.fault(number, "certificate_number", "certificate_other_name", certificate)
        elif not may_change:
            columns.fault(number, "certificate_number", "certificate_elsewhere", certificate)
        first = seen.setdefault(plain_code(certificate), number)
        if certificate and first != number:
            columns.fault(number, "certificate_number", "double_code", first, certificate)
        if len(columns.reading.faults) == before:
            facts = {"name": name, "certificate_number": certificate, "region_id": region}
            columns.reading.rows.append(TableRow(number, facts))
    return columns.reading
