"""The training archive of an enterprise, and what a person may take along of themselves."""

import io

from flask import Blueprint, render_template, request, send_file

from examapp.adapters.spreadsheets import write_excel
from examapp.services import training_archives
from examapp.services.histories import list_entries
from examapp.services.law_register import today_of
from examapp.services.person_files import describe_person
from examapp.web.access import CANDIDATE, current_actor, now, open_to, ports, requires
from examapp.web.me.views import current_candidate
from examapp.web.report_copies import from_copy

bp = Blueprint("archives", __name__)
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FIRST_YEAR = 2000


@bp.get("/enterprises/<int:enterprise_id>/archive")
@requires("archives.view")
@from_copy
def show(enterprise_id: int):
    """One year: by exam, and every paper."""
    archive = _archive(enterprise_id)
    return render_template(
        "archives/show.html",
        archive=archive,
        head=training_archives.HEAD,
        group_head=training_archives.GROUP_HEAD,
        this_year=today_of(now()).year,
    )


@bp.get("/enterprises/<int:enterprise_id>/archive.xlsx")
@requires("archives.view")
@from_copy
def excel(enterprise_id: int):
    """The same as Excel."""
    archive = _archive(enterprise_id)
    return _file(training_archives.archive_to_excel(archive), EXCEL, archive, "xlsx")


@bp.get("/enterprises/<int:enterprise_id>/archive.pdf")
@requires("archives.view")
@from_copy
def document(enterprise_id: int):
    """The same as PDF."""
    archive = _archive(enterprise_id)
    return _file(training_archives.archive_to_pdf(archive, now=now()), "application/pdf", archive, "pdf")


@bp.get("/me/file")
@open_to(CANDIDATE)
def own():
    """Everything about oneself, over all employers."""
    candidate = current_candidate()
    person = describe_person(candidate.id, ports=ports())
    entries = list_entries(now=now(), candidate_id=candidate.id)
    return render_template("archives/own.html", candidate=candidate, person=person, entries=entries)


@bp.get("/me/file.xlsx")
@open_to(CANDIDATE)
def own_excel():
    """The same as Excel, to take along."""
    candidate = current_candidate()
    person = describe_person(candidate.id, ports=ports())
    entries = list_entries(now=now(), candidate_id=candidate.id)
    rows = [[one.enterprise, *training_archives.row_of(one)] for one in entries]
    body = write_excel(
        {
            "本人": [["项目", "内容"], *[list(row) for row in person.facts]],
            "任职": [
                ["企业", "人员类别", "岗位", "入职", "离职"],
                *[list(row) for row in person.employments],
            ],
            "考核": [["企业", *training_archives.HEAD], *rows],
        }
    )
    return send_file(io.BytesIO(body), EXCEL, as_attachment=True, download_name="我的安全考核档案.xlsx")


def _archive(enterprise_id: int):
    this_year = today_of(now()).year
    year = request.args.get("year", this_year, int)
    return training_archives.build_archive(
        current_actor(), enterprise_id, min(max(year, FIRST_YEAR), this_year), now=now()
    )


def _file(body: bytes, kind: str, archive, ending: str):
    name = f"{archive.year}年培训考核档案-{archive.enterprise.name}.{ending}"
    return send_file(io.BytesIO(body), kind, as_attachment=ending == "xlsx", download_name=name)
