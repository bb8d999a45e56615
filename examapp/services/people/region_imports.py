"""Regions from a table: the whole tree at once; a row that is there already changes at most its name."""

from datetime import datetime

from sqlalchemy import select

from examapp.adapters.tables.spreadsheets import write_excel
from examapp.domain.permissions import Actor
from examapp.domain.region_lists import read_regions
from examapp.domain.tables import Sheet, TableReading
from examapp.extensions import db
from examapp.models.organizations import Region
from examapp.services.core.file_imports import COUNTS

HEAD = ["名称", "行政区划代码", "级别", "上级代码"]
SAMPLES = [
    ["样例市", "990100", "市", ""],
    ["样例区", "990102", "区县", "990100"],
    ["样例街道", "990102001", "镇街", "990102"],
]
NOTES = [
    "一、一行是一个区域：先是市，再是区县和镇街；写的先后不要紧。",
    "二、代码用民政部门公布的行政区划代码：市和区县 6 位，镇街 9 位（12 位的统计代码也认）。",
    "三、级别、上级代码可以空着，按代码推断；省直管县级市等特殊情况请写明。",
    "四、名称以“样例”开头的行只是示范，不会导入，删掉或保留都可以。",
    "五、同一份文件导两次不会重复；代码相同而名称不同的，改成新名称。",
]


def make_template() -> bytes:
    """A workbook with a sample tree, which is never imported."""
    return write_excel({"区域": [HEAD, *SAMPLES]}, notes=NOTES)


def read(table: list[Sheet], actor: Actor) -> TableReading:
    """All rows of a table; only administrators, who see the whole tree, come here."""
    codes = {region.id: region.code for region in _all().values()}
    known = {
        code: (region.level, codes.get(region.parent_id) if region.parent_id else None)
        for code, region in _all().items()
    }
    return read_regions(table, known=known)


def _all() -> dict[str, Region]:
    return {region.code: region for region in db.session.scalars(select(Region))}


def compare(reading: TableReading) -> dict:
    """How many rows are new, change a name, or change nothing."""
    registered = _all()
    counts = dict.fromkeys(COUNTS, 0)
    for row in reading.rows:
        counts[_outcome(registered.get(row.facts["code"]), row.facts)] += 1
    return counts


def _outcome(region: Region | None, facts: dict) -> str:
    return "new" if region is None else "same" if region.name == facts["name"] else "changed"


def take(rows: list[dict], now: datetime) -> dict:
    """Put the rows in; call inside a transaction. They stand in the order of the tree."""
    registered = _all()
    counts = dict.fromkeys(COUNTS, 0)
    for row in rows:
        region = registered.get(row["code"])
        counts[_outcome(region, row)] += 1
        if region is not None:
            region.name = row["name"]
            continue
        parent = registered[row["parent"]] if row["parent"] else None
        region = Region(
            code=row["code"],
            name=row["name"],
            level=row["level"],
            parent_id=parent.id if parent else None,
            path=f"{parent.path if parent else '/'}{row['code']}/",
        )
        db.session.add(region)
        db.session.flush()
        registered[row["code"]] = region
    return counts
