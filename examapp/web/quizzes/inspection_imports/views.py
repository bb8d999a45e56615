"""Template, upload, preview with every fault, take it, watch it."""

import io

from flask import Blueprint, redirect, render_template, request, send_file, url_for

from examapp.domain.errors import DomainError
from examapp.services.core import file_readings
from examapp.services.quizzes import inspection_imports
from examapp.web.access import current_actor, now, ports, requires
from examapp.web.import_sentences import import_sentence

bp = Blueprint("inspection_imports", __name__, url_prefix="/inspections/imports")
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("/template.xlsx")
@requires("inspections.manage")
def template():
    """A workbook that shows how to fill it in."""
    content = io.BytesIO(inspection_imports.make_template())
    return send_file(content, EXCEL, as_attachment=True, download_name="检查清单模板.xlsx")


@bp.get("/new")
@requires("inspections.manage")
def new():
    """Choose the file."""
    return render_template("quizzes/inspection_imports/new.html")


@bp.post("/new")
@requires("inspections.manage")
def create():
    """Read it and show what would happen."""
    file = request.files.get("file")
    if file is None or not file.filename:
        raise DomainError("file_missing")
    kept = inspection_imports.receive_inspections(
        file.read(), file.filename, actor=current_actor(), now=now(), ports=ports()
    )
    return redirect(url_for(".show", import_id=kept.id), 303)


@bp.get("/<int:import_id>")
@requires("inspections.manage")
def show(import_id: int):
    """Preview, progress or outcome."""
    kept = inspection_imports.get_import(current_actor(), import_id)
    return render_template(
        "quizzes/inspection_imports/show.html",
        kept=kept,
        percent=file_readings.percent_of(kept),
        fault_sentence=import_sentence,
    )


@bp.post("/<int:import_id>/start")
@requires("inspections.manage")
def start(import_id: int):
    """Take all rows."""
    inspection_imports.start_import(import_id, actor=current_actor(), now=now(), ports=ports())
    return redirect(url_for(".show", import_id=import_id), 303)
