"""An enterprise's training archive of a year: when, what, who took part, with what result; as rows, Excel and PDF."""

from dataclasses import dataclass
from datetime import datetime

from examapp.adapters.documents.printing import Sheet
from examapp.adapters.documents.record_layout import IDENTITY, local, score_text
from examapp.adapters.documents.sheets import archive_sheet
from examapp.adapters.tables.spreadsheets import write_excel
from examapp.domain.permissions import Actor
from examapp.models.organizations import Enterprise
from examapp.services.core.scopes import get_enterprise
from examapp.services.reports.histories import Entry, list_entries
from question_bank.model import Post, Role

HEAD = [
    "时间",
    "内容",
    "姓名",
    "人员类别",
    "岗位",
    "用时（分钟）",
    "第几次",
    "成绩",
    "结果",
    "身份核对",
    "证明编号",
]
# In a workbook a score is a number, with its full mark beside it.
EXCEL_HEAD = [*HEAD[:7], "是否补考", "成绩", "满分", *HEAD[8:]]
GROUP_HEAD = ["内容", "开始", "结束", "参加人数", "合格人数"]


@dataclass(frozen=True, slots=True)
class Archive:
    """The year of one enterprise: every paper, and one row per exam or quiz."""

    enterprise: Enterprise
    year: int
    entries: list[Entry]

    @property
    def groups(self) -> list[list[object]]:
        """One row per exam or quiz as GROUP_HEAD says; people are counted once, by whether any try passed."""
        found: dict[str, list[Entry]] = {}
        for one in self.entries:
            found.setdefault(one.group, []).append(one)
        return [_group(part) for part in found.values()]

    @property
    def rows(self) -> list[list[object]]:
        """One row per paper as HEAD says."""
        return [row_of(one) for one in self.entries]


def _group(part: list[Entry]) -> list[object]:
    people = {(one.name, one.role, one.post) for one in part}
    passed = {(one.name, one.role, one.post) for one in part if one.passed}
    days = sorted(local(one.at.isoformat(), "%Y-%m-%d") for one in part)
    return [part[0].title, days[0], days[-1], len(people), len(passed)]


def row_of(one: Entry) -> list[object]:
    """One paper as HEAD says, in people's words."""
    score, full = score_text(one.score_tenths), score_text(one.full_tenths)
    which = "补考" if one.resit else "首考"
    times = which if one.try_number == 1 else f"{one.try_number}（{which}）"
    return [*_begin(one), times, "" if one.score_tenths is None else f"{score}/{full}", *_end(one)]


def excel_row_of(one: Entry) -> list[object]:
    """One paper as EXCEL_HEAD says."""
    scores = [None if tenths is None else tenths / 10 for tenths in (one.score_tenths, one.full_tenths)]
    return [*_begin(one), one.try_number, "补考" if one.resit else "首考", *scores, *_end(one)]


def _begin(one: Entry) -> list[object]:
    return [
        local(one.at.isoformat()),
        one.title,
        one.name,
        Role(one.role).label,
        Post(one.post).label if one.post else "",
        one.minutes,
    ]


def _result(entry: Entry) -> str:
    if entry.passed is None:
        return "已撤销" if entry.void else "待公布"
    return "合格" if entry.passed else "不合格"


def _end(one: Entry) -> list[object]:
    result = _result(one)
    return [result, IDENTITY.get(one.identity, "—"), one.certificate]


def build_archive(actor: Actor, enterprise_id: int, year: int, *, now: datetime) -> Archive:
    """The archive of an enterprise in scope; raises not_found for any other."""
    return read_archive(get_enterprise(actor, enterprise_id), year, now=now)


def read_archive(enterprise: Enterprise, year: int, *, now: datetime) -> Archive:
    """The archive of an enterprise that somebody was allowed to ask for."""
    return Archive(enterprise, year, list_entries(now=now, enterprise_ids=[enterprise.id], year=year))


def archive_to_excel(archive: Archive) -> bytes:
    """Two sheets: one row per exam or quiz, one row per paper."""
    return write_excel(
        {"汇总": [GROUP_HEAD, *archive.groups], "明细": [EXCEL_HEAD, *map(excel_row_of, archive.entries)]}
    )


def archive_for_print(archive: Archive, *, demonstration: bool, now: datetime) -> Sheet:
    """The same for print."""
    return archive_sheet(
        {
            "title": f"{archive.year} 年安全生产教育培训考核档案",
            "enterprise": archive.enterprise.name,
            "uscc": archive.enterprise.uscc,
            "made_at": local(now.isoformat()),
            "banner": "演示数据：地区、企业、人员均为虚构" if demonstration else "",
            "group_head": GROUP_HEAD,
            "groups": [[str(cell) for cell in row] for row in archive.groups],
            "head": HEAD,
            "rows": [[str(cell) for cell in row] for row in archive.rows],
        }
    )
