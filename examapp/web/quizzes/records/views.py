"""Show, download, amend, withdraw; and the public page that a printed QR opens."""

import io
import json
from collections.abc import Mapping

from flask import (
    Blueprint,
    abort,
    jsonify,
    make_response,
    render_template,
    request,
    send_file,
    url_for,
)

from examapp.adapters.documents.record_layout import PERSONAL_ROWS, counts_in_words, layout_record
from examapp.domain.errors import DomainError
from examapp.domain.identifiers import mask_name
from examapp.domain.inspections import PURPOSE_LABELS
from examapp.extensions import limiter
from examapp.services.appeals.regrades import is_stale
from examapp.services.quizzes import amendments, records, visit_purposes
from examapp.web.access import PUBLIC, current_actor, open_to, requires
from examapp.web.headers import CSP
from examapp.web.printed import send_printed
from examapp.web.sentences import sentence_for

bp = Blueprint("records", __name__)
# What the name of a file says of the version in it, wherever it is passed on.
FILE_MARKS = {"current": "", "amended": "-已被更正", "withdrawn": "-已撤销"}


@bp.get("/records/<int:record_id>")
@requires("records.view")
def show(record_id: int):
    """Everything on the record, its versions, and the acts that are possible."""
    return page_of(record_id)


def page_of(record_id: int, refusal: DomainError | None = None, form: Mapping | None = None):
    """The page, also after a refusal: what was typed stays, the reason stands beside the field."""
    record = records.get_record(current_actor(), record_id)
    content = json.loads(record.content)
    return render_template(
        "quizzes/records/show.html",
        record=record,
        content=content,
        shown=layout_record(content, "", {}, demonstration=content["demonstration"]),
        versions=records.list_versions(record.number),
        stale=is_stale(record),
        nature=visit_purposes.changed_since(record.spot_quiz),
        purposes=PURPOSE_LABELS,
        amending=amendments.see_amending(record, current_actor()),
        refusal=refusal,
        refusal_text=sentence_for(refusal)[1] if refusal else "",
        form=form or {},
    )


@bp.get("/records/<int:record_id>/record.pdf")
@requires("records.view")
def document(record_id: int):
    """The PDF as it was made; made now when it is not there. Of a withdrawn record the page before it says so first:
    the file itself is signed and stays as it is, its name says it for good.
    """
    record = records.get_record(current_actor(), record_id)
    if record.state == "withdrawn" and "original" not in request.args:
        return render_template("quizzes/records/void.html", record=record)
    name = f"{record.number}-v{record.version}{FILE_MARKS[record.state]}.pdf"
    answer = make_response(
        send_printed("record", record_id, name=name, back=url_for(".show", record_id=record_id))
    )
    # The page after the last signature shows it in a frame.
    answer.headers["Content-Security-Policy"] = CSP.replace(
        "frame-ancestors 'none'", "frame-ancestors 'self'"
    )
    return answer


@bp.get("/records/<int:record_id>/record.json")
@requires("records.view")
def data(record_id: int):
    """The canonical JSON that `examapp verify` reads."""
    record = records.get_record(current_actor(), record_id)
    name = f"{record.number}-v{record.version}{FILE_MARKS[record.state]}.json"
    content = io.BytesIO(record.content.encode())
    return send_file(content, "application/json", as_attachment=True, download_name=name)


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
    shown = masked(layout_record(content, "", {}, demonstration=content["demonstration"]))
    if newest.state == "withdrawn":
        # Nobody has to put anything right for a record that is void.
        shown["conclusion"] = counts_in_words(content)
    return render_template(
        "quizzes/records/public.html",
        record=record,
        newest=newest,
        content=content,
        shown=shown,
        nature=visit_purposes.changed_since(record.spot_quiz),
        purposes=PURPOSE_LABELS,
    )


@bp.get("/r/<public_token>/state.json")
@limiter.limit("60/minute")
@open_to(PUBLIC)
def state(public_token: str):
    """What a checker compares a copy with; nothing of people in it."""
    found = records.find_public_record(public_token)
    if found is None:
        abort(404)
    return jsonify(records.public_state(*found))


def _without_reason(signature: str, verdict: str) -> str:
    """A reason that somebody typed may say what is nobody's business: ill, on leave, why not signed."""
    if signature.startswith("拒签"):
        return "拒签"
    return "" if verdict == "缺考" else signature


def _masked_row(row: dict, words: str) -> dict:
    return {**row, "text": words} if row["personal"] else row


def masked(shown: dict) -> dict:
    """The printed fields with people's names and ID tails masked; inspectors act in public and keep theirs."""
    people = [
        {
            **one,
            "name": mask_name(one["name"]),
            "id_tail": "*" * 18,
            "signature": _without_reason(one["signature"], one["verdict"]),
        }
        for one in shown["people"]
    ]
    # What somebody typed may say who they are.
    mistakes = [{**one, "name": mask_name(one["name"]), "mine": ""} for one in shown["mistakes"]]
    signers = [
        one
        if one["label"] == "执法人员"
        else {**one, "name": mask_name(one["name"]), "note": "拒绝签字" if one["note"] else ""}
        for one in shown["signers"]
    ]
    amendment = [_masked_row(row, "涉及姓名，公开页面不显示。") for row in shown["amendment"]]
    # Names and reasons in words: who was left out, replaced or given time.
    draw = [
        [row[0], "有，公开页面不显示姓名和原因。", False]
        if row[0] in PERSONAL_ROWS and row[1] != "无"
        else row
        for row in shown["draw"]
    ]
    return {
        **shown,
        "opinion": _masked_row(shown["opinion"], "有，公开页面不显示。"),
        "witnesses": [],
        "missed": [],
        "draw": draw,
        "amendment": amendment,
        "people": people,
        "mistakes": mistakes,
        "signers": signers,
    }
