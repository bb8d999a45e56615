"""Show, download, amend, withdraw; and the public page that a printed QR opens."""

import json

from flask import Blueprint, Response, redirect, render_template, request, url_for

from examapp.adapters.documents.record_layout import layout_record
from examapp.domain.errors import DomainError
from examapp.domain.identifiers import mask_name
from examapp.extensions import limiter
from examapp.services.appeals.regrades import is_stale
from examapp.services.quizzes import records
from examapp.web.access import PUBLIC, current_actor, now, open_to, ports, requires
from examapp.web.addresses import public_base_url
from examapp.web.printed import send_printed

bp = Blueprint("records", __name__)


@bp.get("/records/<int:record_id>")
@requires("records.view")
def show(record_id: int):
    """Everything on the record, its versions, and the acts that are possible."""
    record = records.get_record(current_actor(), record_id)
    content = json.loads(record.content)
    shown = layout_record(content, "", {}, demonstration=content["demonstration"])
    versions = records.list_versions(record.number)
    return render_template(
        "quizzes/records/show.html",
        record=record,
        content=content,
        shown=shown,
        versions=versions,
        stale=is_stale(record),
    )


@bp.get("/records/<int:record_id>/record.pdf")
@requires("records.view")
def document(record_id: int):
    """The PDF as it was made; made now when it is not there."""
    record = records.get_record(current_actor(), record_id)
    name = f"{record.number}-v{record.version}.pdf"
    return send_printed("record", record_id, name=name, back=url_for(".show", record_id=record_id))


@bp.get("/records/<int:record_id>/record.json")
@requires("records.view")
def data(record_id: int):
    """The canonical JSON that `examapp verify` reads."""
    record = records.get_record(current_actor(), record_id)
    headers = {"Content-Disposition": f'attachment; filename="{record.number}-v{record.version}.json"'}
    return Response(record.content, content_type="application/json", headers=headers)


@bp.post("/records/<int:record_id>/amendment")
@requires("records.amend")
def amend(record_id: int):
    """A new version with a reason."""
    made = records.amend_record(
        record_id,
        request.form.get("reason", ""),
        base_url=public_base_url(),
        actor=current_actor(),
        now=now(),
        ports=ports(),
    )
    return redirect(url_for(".show", record_id=made.id), 303)


@bp.post("/records/<int:record_id>/withdrawal")
@requires("records.amend")
def withdraw(record_id: int):
    """Void, with a reason."""
    records.withdraw_record(record_id, request.form.get("reason", ""), actor=current_actor(), now=now())
    return redirect(url_for(".show", record_id=record_id), 303)


@bp.get("/r/<public_token>")
@limiter.limit("60/minute")
@open_to(PUBLIC)
def public(public_token: str):
    """Every printed field with names masked, and whether this is the newest version."""
    found = records.find_public_record(public_token)
    if found is None:
        raise DomainError("record_unknown")
    record, newest = found
    content = json.loads(record.content)
    shown = layout_record(content, "", {}, demonstration=content["demonstration"])
    return render_template(
        "quizzes/records/public.html", record=record, newest=newest, content=content, shown=masked(shown)
    )


def masked(shown: dict) -> dict:
    """The printed fields with people's names and ID tails masked; inspectors act in public and keep theirs."""
    people = [{**one, "name": mask_name(one["name"]), "id_tail": "*" * 18} for one in shown["people"]]
    # What somebody typed may say who they are.
    mistakes = [{**one, "name": mask_name(one["name"]), "mine": ""} for one in shown["mistakes"]]
    signers = [
        one if one["label"] == "执法人员" else {**one, "name": mask_name(one["name"])}
        for one in shown["signers"]
    ]
    return {**shown, "people": people, "mistakes": mistakes, "signers": signers}
