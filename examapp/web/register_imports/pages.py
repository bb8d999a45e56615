"""The pages of one register's import: template, upload, preview with every fault, take it, watch it."""

import io
from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request, send_file, url_for

from examapp.domain.errors import DomainError
from examapp.services import file_imports, register_imports
from examapp.web.access import current_actor, now, ports, requires
from examapp.web.table_sentences import fault_sentence

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Words:
    """What the pages of this register say; `list_endpoint` shows what was imported."""

    noun: str
    explanation: str
    list_endpoint: str


def import_pages(kind: str, name: str, permission: str, words: Words) -> Blueprint:
    """A blueprint with the pages of one register; `kind` is a name of `REGISTERS` and the first part of its addresses."""
    bp = Blueprint(name, __name__, url_prefix=f"/{kind}/imports")

    @bp.get("/template.xlsx")
    @requires("home.view")
    def template():
        """A workbook that shows how to fill it in; it says nothing of anybody, so everybody may hand it on."""
        content = io.BytesIO(register_imports.REGISTERS[kind].make_template())
        return send_file(content, EXCEL, as_attachment=True, download_name=f"{words.noun}模板.xlsx")

    @bp.get("/new")
    @requires(permission)
    def new():
        """Choose the file."""
        return render_template("register_imports/new.html", words=words, name=name)

    @bp.post("/new")
    @requires(permission)
    def create():
        """Read it and show what would happen."""
        file = request.files.get("file")
        if file is None or not file.filename:
            raise DomainError("file_missing")
        file_import = register_imports.preview(
            kind, file.read(), file.filename, actor=current_actor(), now=now(), ports=ports()
        )
        return redirect(url_for(".show", import_id=file_import.id), 303)

    @bp.get("/<int:import_id>")
    @requires(permission)
    def show(import_id: int):
        """Preview, progress or outcome."""
        file_import = register_imports.get_import(kind, import_id, actor=current_actor())
        return render_template(
            "register_imports/show.html",
            words=words,
            name=name,
            file_import=file_import,
            percent=file_imports.progress_of(file_import),
            fault_sentence=fault_sentence,
        )

    @bp.post("/<int:import_id>/start")
    @requires(permission)
    def start(import_id: int):
        """Take all rows."""
        register_imports.start(kind, import_id, actor=current_actor(), now=now(), ports=ports())
        return redirect(url_for(".show", import_id=import_id), 303)

    return bp
