"""Template, upload, preview with every fault, take it, watch it."""

import io

from flask import Blueprint, redirect, render_template, request, send_file, url_for

from examapp.domain.errors import DomainError
from examapp.services.core import file_imports
from examapp.services.core.scopes import get_enterprise
from examapp.services.people import roster_imports
from examapp.web.access import current_actor, now, ports, requires
from examapp.web.table_sentences import fault_sentence

bp = Blueprint("rosters", __name__, url_prefix="/rosters")
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
    kept = roster_imports.preview_roster(
        file.read(), file.filename, enterprise_id, actor=current_actor(), now=now(), ports=ports()
    )
    return redirect(url_for(".show", import_id=kept.id), 303)


@bp.get("/<int:import_id>")
@requires("rosters.import")
def show(import_id: int):
    """Preview, progress or outcome."""
    kept = roster_imports.get_import(current_actor(), import_id)
    enterprise = get_enterprise(current_actor(), kept.enterprise_id)
    return render_template(
        "people/rosters/show.html",
        kept=kept,
        enterprise=enterprise,
        percent=file_imports.progress_of(kept),
        fault_sentence=fault_sentence,
    )


@bp.post("/<int:import_id>/start")
@requires("rosters.import")
def start(import_id: int):
    """Take all rows."""
    roster_imports.start_import(import_id, actor=current_actor(), now=now(), ports=ports())
    return redirect(url_for(".show", import_id=import_id), 303)
