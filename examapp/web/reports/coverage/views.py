"""Indicator 23 by county, down to the enterprises, and as Excel."""

import io
from datetime import date, timedelta

from flask import Blueprint, render_template, request, send_file

from examapp.adapters.tables.spreadsheets import write_excel
from examapp.services.core.days import SHANGHAI
from examapp.services.reports.coverage import EnterpriseRow, count_pending_quizzes, list_visits, read_coverage
from examapp.web.access import current_actor, now, requires
from examapp.web.form_dates import read_form_date
from examapp.web.paging import paginate_rows
from examapp.web.report_copies import from_copy
from question_bank.model import Role

bp = Blueprint("coverage", __name__, url_prefix="/coverage")
HEAD = [
    "区县",
    "企业",
    "信用代码",
    "检查次数",
    "抽考次数",
    "抽考到的人员类别",
    "抽考人数",
    "合格人数",
    "三类人员都抽到",
    "免考原因",
]


@bp.get("")
@requires("coverage.view")
@from_copy
def index():
    """Counties with their share; each number leads to its rows."""
    since, until = period()
    found = read_coverage(current_actor(), since, until)
    county, wanted = request.args.get("county", ""), request.args.get("only", "")
    rows = [row for row in found["rows"] if (not county or row.county == county) and _fits(row, wanted)]
    paged = paginate_rows(rows, "enterprises")
    visits = list_visits(current_actor(), since, until, [row.enterprise_id for row in paged["rows"]])
    facts = {**found, **paged, "total": found["total"], "row_count": len(rows), "visits": visits}
    facts["pending"] = count_pending_quizzes(current_actor(), since, until)
    return render_template(
        "reports/coverage/index.html", **facts, since=since, until=until, county=county, only=wanted
    )


@bp.get("/coverage.xlsx")
@requires("coverage.view")
@from_copy
def export():
    """The same rows as a workbook."""
    since, until = period()
    found = read_coverage(current_actor(), since, until)
    visits = list_visits(current_actor(), since, until)
    lines = [_cells(row, visits.get(row.enterprise_id, [])) for row in found["rows"]]
    totals = [["区县", "检查企业", "免考", "应抽考", "已抽考", "三类都抽到"]] + [
        [name, one["inspected"], one["exempt"], one["due"], one["quizzed"], one["full"]]
        for name, one in {**found["groups"], "合计": found["total"]}.items()
    ]
    body = write_excel(
        {"按区县": totals, "按企业": [HEAD, *lines]},
        notes=[
            f"统计期间：{since} 至 {until}",
            "指标 23：对检查企业 100 % 抽考。应抽考 = 检查企业 − 免考企业。",
        ],
    )
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return send_file(
        io.BytesIO(body), kind, as_attachment=True, download_name=f"逢查必考覆盖率-{since}-{until}.xlsx"
    )


def _cells(row: EnterpriseRow, visits: list[tuple[int, date, str]]) -> list[object]:
    return [
        row.county,
        row.name,
        row.uscc,
        row.visit_count,
        row.quizzed.quiz_count,
        "、".join(sorted(Role(role).label for role in row.quizzed.roles)),
        row.quizzed.people,
        row.quizzed.passed,
        "是" if row.full else "否",
        "；".join(reason for _, _, reason in visits if reason),
    ]


def period() -> tuple[date, date]:
    """The asked days; by default the last three months."""
    today = now().astimezone(SHANGHAI).date()
    since = read_form_date(request.args.get("since", "")) or today - timedelta(days=92)
    until = read_form_date(request.args.get("until", "")) or today
    return min(since, until), max(since, until)


def _fits(row, wanted: str) -> bool:
    return {
        "missing": row.quizzed.quiz_count == 0 and not row.exempt,
        "exempt": row.exempt,
        "partial": row.quizzed.quiz_count > 0 and not row.full,
        "full": row.full,
    }.get(wanted, True)
