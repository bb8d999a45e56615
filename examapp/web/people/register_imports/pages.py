"""The pages of one register's import: template, upload, preview with every fault, take it, watch it."""

import io
from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from examapp.domain.errors import DomainError
from examapp.services.core import file_readings
from examapp.services.people import register_imports
from examapp.web.access import current_actor, now, ports, requires
from examapp.web.import_sentences import import_sentence

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class ImportPages:
    """One register: `kind` is a name of `REGISTERS` and the first part of its addresses, `list_endpoint` shows what was imported."""

    kind: str
    name: str
    permission: str
    noun: str
    explanation: str
    list_endpoint: str

    def blueprint(self) -> Blueprint:
        """Its addresses."""
        bp = Blueprint(self.name, __name__, url_prefix=f"/{self.kind}/imports")
        # The template says nothing of anybody, so everybody may hand it on.
        bp.get("/template.xlsx", endpoint="template")(requires("home.view")(self.template))
        guarded = requires(self.permission)
        bp.get("/new", endpoint="new")(guarded(self.new))
        bp.post("/new", endpoint="create")(guarded(self.create))
        bp.get("/<int:import_id>", endpoint="show")(guarded(self.show))
        bp.post("/<int:import_id>/start", endpoint="start")(guarded(self.start))
        return bp

    def template(self) -> ResponseReturnValue:
        """A workbook that shows how to fill it in."""
        content = io.BytesIO(register_imports.REGISTERS[self.kind].make_template())
        return send_file(content, EXCEL, as_attachment=True, download_name=f"{self.noun}模板.xlsx")

    def new(self) -> ResponseReturnValue:
        """Choose the file."""
        return render_template("people/register_imports/new.html", pages=self)

    def create(self) -> ResponseReturnValue:
        """Read it and show what would happen."""
        file = request.files.get("file")
        if file is None or not file.filename:
            raise DomainError("file_missing")
        file_import = register_imports.receive(
            self.kind, file.read(), file.filename, actor=current_actor(), now=now(), ports=ports()
        )
        return redirect(url_for(".show", import_id=file_import.id), 303)

    def show(self, import_id: int) -> ResponseReturnValue:
        """Preview, progress or outcome."""
        file_import = register_imports.get_import(self.kind, import_id, actor=current_actor())
        return render_template(
            "people/register_imports/show.html",
            pages=self,
            file_import=file_import,
            percent=file_readings.percent_of(file_import),
            fault_sentence=import_sentence,
        )

    def start(self, import_id: int) -> ResponseReturnValue:
        """Take all rows."""
        register_imports.start(self.kind, import_id, actor=current_actor(), now=now(), ports=ports())
        return redirect(url_for(".show", import_id=import_id), 303)
