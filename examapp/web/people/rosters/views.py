"""Template, upload, preview with every fault, mend, take, watch."""

import io
import re

from flask import Blueprint, redirect, render_template, request, send_file, url_for

from examapp.domain.errors import DomainError
from examapp.domain.rosters import COLUMNS
from examapp.models.audit import FileImport
from examapp.services.core import file_imports, file_readings
from examapp.services.core.scopes import get_enterprise
from examapp.services.people import (
    roster_columns,
    roster_comparisons,
    roster_imports,
    roster_mending,
    roster_readings,
)
from examapp.web.access import current_actor, now, ports, requires
from examapp.web.form_dates import read_form_date
from examapp.web.sentences import sentence_for
from examapp.web.table_sentences import UNUSED, fault_sentence
from question_bank.model import Role

bp = Blueprint("rosters", __name__, url_prefix="/rosters")
_OF_COLUMNS = ("header_missing", "column_missing")
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("/template.xlsx")
@requires("home.view")
def template():
    """A workbook that shows how to fill it in; it says nothing of anybody, so everybody may hand it on."""
    return send_file(
        io.BytesIO(roster_imports.make_template()),
        EXCEL,
        as_attachment=True,
        download_name="人员名单模板.xlsx",
    )


@bp.get("/new/<int:enterprise_id>")
@requires("rosters.import")
def new(enterprise_id: int):
    """Choose the file."""
    return render_template(
        "people/rosters/new.html", enterprise=get_enterprise(current_actor(), enterprise_id)
    )


@bp.post("/new/<int:enterprise_id>")
@requires("rosters.import")
def create(enterprise_id: int):
    """Read it and show what would happen."""
    file = request.files.get("file")
    if file is None or not file.filename:
        raise DomainError("file_missing")
    kept = roster_readings.receive_roster(
        file.read(), file.filename, enterprise_id, actor=current_actor(), now=now(), ports=ports()
    )
    return redirect(url_for(".show", import_id=kept.id), 303)


@bp.get("/<int:import_id>")
@requires("rosters.import")
def show(import_id: int):
    """Preview with everybody's name, what is to be mended, progress or outcome."""
    kept = roster_imports.get_import(current_actor(), import_id)
    if kept.state == "reading" or (kept.state == "failed" and "faults" not in kept.report):
        return _unread(kept)
    report = kept.report
    said, whole = roster_columns.said_of(kept, ports())
    return render_template(
        "people/rosters/show.html",
        kept=kept,
        report=report,
        enterprise=get_enterprise(current_actor(), kept.enterprise_id),
        percent=file_imports.progress_of(kept),
        good_rows=roster_mending.list_good_rows(kept, ports()),
        other_days=roster_comparisons.list_other_days(kept, ports()),
        bad_rows=roster_mending.list_bad_rows(kept, ports()),
        dropped_rows=roster_mending.list_dropped_rows(kept, ports()),
        columns=roster_columns.list_columns(kept, ports()),
        fields=[(name, heads[0]) for name, heads in COLUMNS.items()],
        said=said,
        whole=whole,
        whole_shown={name: value for name, value in whole.items() if name not in said.values()},
        role_options=[(role.label, role.label) for role in Role],
        column_faults=[fault for fault in report["faults"] if fault["code"] in _OF_COLUMNS],
        table_faults=[fault for fault in report["faults"] if "row" not in fault],
        loud=[part for part in report.get("unused", []) if not part["quiet"]],
        quiet=[part for part in report.get("unused", []) if part["quiet"]],
        why_unused=UNUSED,
        fault_sentence=fault_sentence,
    )


def _unread(kept: FileImport) -> str:
    """How far a file is read, or why it could not be read."""
    failure = kept.report.get("failure")
    return render_template(
        "people/rosters/unread.html",
        kept=kept,
        enterprise=get_enterprise(current_actor(), kept.enterprise_id),
        percent=file_readings.percent_read(kept.id),
        refusal=sentence_for(DomainError(failure, **kept.report["failure_data"])) if failure else None,
    )


@bp.post("/<int:import_id>/rows")
@requires("rosters.import")
def mend(import_id: int):
    """Cells that were put right in the page."""
    changes: dict[int, dict[str, str]] = {}
    for field, text in request.form.items():
        match = re.fullmatch(r"cell-([0-9]{1,6})-([a-z_]{1,20})", field)
        if match:
            changes.setdefault(int(match[1]), {})[match[2]] = text.strip()[:200]
    dropped = {_read_place(text) for text in request.form.getlist("drop")}
    roster_mending.mend_rows(
        import_id, changes, dropped=dropped, actor=current_actor(), now=now(), ports=ports()
    )
    return redirect(url_for(".show", import_id=import_id), 303)


@bp.post("/<int:import_id>/rows/restored")
@requires("rosters.import")
def restore(import_id: int):
    """A row that was said to be nobody is put back among those to mend."""
    sheet, number = _read_place(request.form.get("row", ""))
    roster_mending.restore_row(import_id, sheet, number, actor=current_actor(), now=now(), ports=ports())
    return redirect(url_for(".show", import_id=import_id), 303)


def _read_place(text: str) -> tuple[str, int]:
    """`12:一车间` -> the sheet and the number of a row there; nothing has the number 0."""
    match = re.fullmatch(r"([0-9]{1,7}):(.*)", text)
    return (match[2], int(match[1])) if match else ("", 0)


@bp.post("/<int:import_id>/columns")
@requires("rosters.import")
def choose_columns(import_id: int):
    """This column is …"""
    chosen = {
        int(field.removeprefix("column-")): name
        for field, name in request.form.items()
        if re.fullmatch(r"column-[0-9]{1,4}", field) and name
    }
    if len(set(chosen.values())) < len(chosen):
        raise DomainError("columns_twice")
    day = read_form_date(request.form.get("whole-started_on", ""))
    whole = {"role": request.form.get("whole-role", ""), "started_on": day.isoformat() if day else ""}
    roster_columns.choose_columns(
        import_id, chosen, whole=whole, actor=current_actor(), now=now(), ports=ports()
    )
    return redirect(url_for(".show", import_id=import_id), 303)


@bp.get("/<int:import_id>/bad.xlsx")
@requires("rosters.import")
def bad_rows(import_id: int):
    """Only the rows to mend, with what is wrong: mended there, the file can be sent in as any other."""
    kept = roster_imports.get_import(current_actor(), import_id)
    sentences = {
        row.key: "；".join(
            f"{cell.label}：{fault_sentence(code, data)}" for cell in row.cells for code, data in cell.faults
        )
        for row in roster_mending.list_bad_rows(kept, ports(), most=file_imports.MOST_ROWS)
    }
    body = roster_mending.make_bad_rows_file(kept, ports(), sentences)
    return send_file(io.BytesIO(body), EXCEL, as_attachment=True, download_name="名单里要改的行.xlsx")


@bp.post("/<int:import_id>/start")
@requires("rosters.import")
def start(import_id: int):
    """Take all good rows."""
    looked = request.form.get("looked") == "yes"
    new_days = request.form.get("days") == "file"
    roster_imports.start_import(
        import_id, actor=current_actor(), now=now(), ports=ports(), looked=looked, new_days=new_days
    )
    return redirect(url_for(".show", import_id=import_id), 303)
