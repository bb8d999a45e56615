"""The training archive of an enterprise, and what a person may take along of themselves."""

import io

from flask import Blueprint, current_app, redirect, render_template, request, send_file, url_for

from examapp.adapters.tables.spreadsheets import write_excel
from examapp.services.core.days import today_of
from examapp.services.people.person_files import describe_person
from examapp.services.reports import archive_files, training_archives
from examapp.services.reports.histories import list_entries
from examapp.web.access import CANDIDATE, current_actor, now, open_to, ports, requires
from examapp.web.addresses import public_base_url
from examapp.web.numbers import whole
from examapp.web.people.me.views import current_candidate
from examapp.web.report_copies import from_copy
from examapp.web.sentences import failure_sentence

bp = Blueprint("archives", __name__)
PDF = "application/pdf"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KINDS = {"pdf": PDF, "xlsx": EXCEL, "zip": "application/zip"}
FIRST_YEAR = 2000


@bp.get("/enterprises/<int:enterprise_id>/archive")
@requires("archives.view")
def show(enterprise_id: int):
    """One year: by exam, every paper, and the files of it."""
    archive = _archive(enterprise_id)
    return render_template(
        "reports/archives/show.html",
        archive=archive,
        files=_files(enterprise_id),
        kept_days=_kept_days(),
        head=training_archives.HEAD,
        group_head=training_archives.GROUP_HEAD,
        this_year=today_of(now()).year,
    )


@bp.get("/enterprises/<int:enterprise_id>/archive/files")
@requires("archives.view")
def files(enterprise_id: int):
    """How far the files are, as a part of the page, which asks for it again and again."""
    facts = {"enterprise_id": enterprise_id, "year": _year(), "kept_days": _kept_days()}
    return render_template("reports/archives/_files.html", **facts, files=_files(enterprise_id))


@bp.post("/enterprises/<int:enterprise_id>/archive/files")
@requires("archives.take")
def ask(enterprise_id: int):
    """Have a file made."""
    year = _year()
    acting = {"actor": current_actor(), "now": now(), "ports": ports(), "base_url": public_base_url()}
    archive_files.ask_for_file(enterprise_id, year, request.form.get("format", ""), **acting)
    return redirect(url_for(".show", enterprise_id=enterprise_id, year=year, _anchor="files"), 303)


@bp.get("/archive-files/<int:file_id>")
@requires("archives.take")
def fetch(file_id: int):
    """The file; a PDF opens, a table is saved."""
    found, enterprise = archive_files.get_file(current_actor(), file_id)
    what = "合格证明" if found.format == "zip" else "培训考核档案"
    name = f"{found.year}年{what}-{enterprise.name}.{found.format}"
    opens = found.format == "pdf"
    return send_file(
        io.BytesIO(found.document), KINDS[found.format], as_attachment=not opens, download_name=name
    )


@bp.get("/me/file")
@open_to(CANDIDATE)
def own():
    """Everything about oneself, over all employers."""
    candidate = current_candidate()
    person = describe_person(candidate.id, ports=ports())
    entries = list_entries(now=now(), candidate_id=candidate.id)
    return render_template("reports/archives/own.html", candidate=candidate, person=person, entries=entries)


@bp.get("/me/file.xlsx")
@open_to(CANDIDATE)
def own_excel():
    """The same as Excel, to take along."""
    candidate = current_candidate()
    person = describe_person(candidate.id, ports=ports())
    entries = list_entries(now=now(), candidate_id=candidate.id)
    rows = [[one.enterprise, *training_archives.excel_row_of(one)] for one in entries]
    body = write_excel(
        {
            "本人": [["项目", "内容"], *[list(row) for row in person.facts]],
            "任职": [
                ["企业", "人员类别", "岗位", "入职", "离职"],
                *[list(row) for row in person.employments],
            ],
            "考核": [["企业", *training_archives.EXCEL_HEAD], *rows],
        }
    )
    return send_file(io.BytesIO(body), EXCEL, as_attachment=True, download_name="我的安全考核档案.xlsx")


def _year() -> int:
    this_year = today_of(now()).year
    return min(max(request.values.get("year", this_year, whole), FIRST_YEAR), this_year)


@from_copy
def _archive(enterprise_id: int):
    return training_archives.build_archive(current_actor(), enterprise_id, _year(), now=now())


def _files(enterprise_id: int):
    # Never from the replica: what was just asked for must be seen at once.
    return archive_files.list_files(current_actor(), enterprise_id, _year(), now=now())


def _kept_days() -> int:
    # A bureau may have lengthened it.
    return next(rule.days for rule in current_app.extensions["retention"] if rule.code == "archive_files")


@bp.app_template_filter("archive_failure")
def archive_failure(failed) -> str:
    """Why a file could not be made, in words."""
    return failure_sentence(failed, "试了几次都没有做成。请再试一次；一直不行请告诉系统管理员。")
