"""Enterprises from a table: added, or brought up to date by their credit code."""

from datetime import datetime

from sqlalchemy import select

from examapp.adapters.pinyin import text_initials, text_pinyin
from examapp.adapters.tables.spreadsheets import write_excel
from examapp.domain.enterprise_lists import read_enterprises
from examapp.domain.permissions import Actor
from examapp.domain.tables import Sheet, TableReading
from examapp.extensions import db
from examapp.models.organizations import Enterprise
from examapp.services.core.file_imports import COUNTS
from examapp.services.core.scopes import visible_enterprises
from examapp.services.people.region_search import region_finder
from question_bank.model import Industry

HEAD = ["企业名称", "统一社会信用代码", "所在区域", "行业类别", "规模", "地址", "风险标签"]
INDUSTRIES = {industry.label: industry.value for industry in Industry}
FIELDS = ("name", "region_id", "industry", "size", "address", "risk_tags")
NOTES = [
    "一、所在区域填行政区划代码，或者区县、镇街的名称；同名的镇街请填代码，或写成“某某区某某街道”。",
    "二、行业类别填：" + "、".join(INDUSTRIES) + "。",
    "三、规模填：大型、中型、小型、微型，不填按小型。风险标签用顿号隔开，例如：有限空间、粉尘涉爆。",
    "四、企业名称以“样例”开头的行只是示范，不会导入，删掉或保留都可以。",
    "五、信用代码已经登记的，按这张表更新；同一份文件导两次不会重复。",
]


def make_template() -> bytes:
    """A workbook with one sample enterprise, which is never imported."""
    sample = [
        "样例企业有限公司",
        "91990102SAMPLE0018",
        "样例区",
        "其他工贸",
        "小型",
        "工业路 1 号",
        "有限空间",
    ]
    return write_excel({"企业": [HEAD, sample]}, notes=NOTES)


def read(table: list[Sheet], actor: Actor) -> TableReading:
    """All rows of a table, within the actor's scope."""
    mine = set(db.session.scalars(visible_enterprises(actor).with_only_columns(Enterprise.uscc)))
    everywhere = set(db.session.scalars(select(Enterprise.uscc)))
    finder = region_finder(actor, unfit={"city": "region_too_high"})
    return read_enterprises(table, industries=INDUSTRIES, find_region=finder, elsewhere=everywhere - mine)


def _registered(codes: list[str]) -> dict[str, Enterprise]:
    found: dict[str, Enterprise] = {}
    for start in range(0, len(codes), 500):
        query = select(Enterprise).where(Enterprise.uscc.in_(codes[start : start + 500]))
        found |= {enterprise.uscc: enterprise for enterprise in db.session.scalars(query)}
    return found


def compare(reading: TableReading) -> dict:
    """How many rows are new, change something, or change nothing."""
    registered = _registered([row.facts["uscc"] for row in reading.rows])
    counts = dict.fromkeys(COUNTS, 0)
    for row in reading.rows:
        counts[_outcome(registered.get(row.facts["uscc"]), row.facts)] += 1
    return counts


def _outcome(enterprise: Enterprise | None, facts: dict) -> str:
    if enterprise is None:
        return "new"
    return "same" if all(getattr(enterprise, name) == facts[name] for name in FIELDS) else "changed"


def take(rows: list[dict], now: datetime) -> dict:
    """Put the rows in; call inside a transaction."""
    registered = _registered([row["uscc"] for row in rows])
    counts = dict.fromkeys(COUNTS, 0)
    for row in rows:
        enterprise = registered.get(row["uscc"])
        counts[_outcome(enterprise, row)] += 1
        if enterprise is None:
            enterprise = Enterprise(uscc=row["uscc"], state="active", created_at=now)
            db.session.add(enterprise)
        for name in FIELDS:
            setattr(enterprise, name, row[name])
        enterprise.name_pinyin = text_pinyin(row["name"])[:400]
        enterprise.name_initials = text_initials(row["name"])[:100]
    db.session.flush()
    return counts
