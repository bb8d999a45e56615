"""Inspectors from a table, by certificate number; their accounts are added one by one and find them by it."""

from datetime import datetime

from sqlalchemy import select

from examapp.adapters.tables.spreadsheets import write_excel
from examapp.domain.identifiers import plain_code
from examapp.domain.inspector_lists import read_inspectors
from examapp.domain.permissions import Actor
from examapp.domain.tables import Sheet, TableReading
from examapp.extensions import db
from examapp.models.accounts import Inspector
from examapp.models.organizations import Region
from examapp.services.core.file_imports import COUNTS
from examapp.services.core.scopes import within_regions
from examapp.services.people.region_search import region_finder

HEAD = ["姓名", "执法证号", "所在区域"]
NOTES = [
    "一、所在区域填行政区划代码，或者市、区县的名称。",
    "二、登录账号另外在“账号”里添加：填上同一个执法证号，账号就和这里的人合在一起。",
    "三、姓名以“样例”开头的行只是示范，不会导入，删掉或保留都可以。",
    "四、执法证号已经登记的，按这张表更新区域；同一份文件导两次不会重复。",
]


def make_template() -> bytes:
    """A workbook with one sample person, who is never imported."""
    return write_excel({"执法人员": [HEAD, ["样例执法员", "样例 0001", "样例区"]]}, notes=NOTES)


def read(table: list[Sheet], actor: Actor) -> TableReading:
    """All rows of a table, within the actor's scope."""
    mine = set(
        db.session.scalars(within_regions(actor, select(Inspector.id).join(Inspector.region), Region.path))
    )
    known = {
        plain_code(inspector.certificate_number): (
            inspector.name,
            inspector.id in mine and not inspector.merged_into_id,
        )
        for inspector in db.session.scalars(select(Inspector))
    }
    finder = region_finder(actor, unfit={"town": "region_too_low"})
    return read_inspectors(table, find_region=finder, known=known)


def _registered() -> dict[str, Inspector]:
    every = db.session.scalars(select(Inspector))
    return {plain_code(inspector.certificate_number): inspector for inspector in every}


def compare(reading: TableReading) -> dict:
    """How many rows are new, change something, or change nothing."""
    registered = _registered()
    counts = dict.fromkeys(COUNTS, 0)
    for row in reading.rows:
        counts[_outcome(registered.get(plain_code(row.facts["certificate_number"])), row.facts)] += 1
    return counts


def _outcome(inspector: Inspector | None, facts: dict) -> str:
    if inspector is None:
        return "new"
    same = (inspector.region_id, inspector.state) == (facts["region_id"], "active")
    return "same" if same else "changed"


def take(rows: list[dict], now: datetime) -> dict:
    """Put the rows in; call inside a transaction. Somebody who had left is back."""
    registered = _registered()
    counts = dict.fromkeys(COUNTS, 0)
    for row in rows:
        inspector = registered.get(plain_code(row["certificate_number"]))
        counts[_outcome(inspector, row)] += 1
        if inspector is None:
            inspector = Inspector(name=row["name"], certificate_number=row["certificate_number"])
            db.session.add(inspector)
        inspector.region_id, inspector.state = row["region_id"], "active"
    db.session.flush()
    return counts
