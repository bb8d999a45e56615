"""Say that a question is wrong, and put notices away."""

from flask import Blueprint, redirect, request, url_for

from examapp.extensions import limiter
from examapp.services.appeals import appeals
from examapp.services.core import notices
from examapp.web.access import CANDIDATE, now, open_to
from examapp.web.limits import per_person
from examapp.web.people.me.views import current_candidate

bp = Blueprint("me_appeals", __name__, url_prefix="/me")


@bp.post("/appeals/<attempt_id>/<int:slot>")
@limiter.limit("30/minute", key_func=per_person)
@open_to(CANDIDATE)
def file(attempt_id: str, slot: int):
    """Keep it; twice is once."""
    text = request.form.get("text", "")
    appeals.file_appeal(attempt_id, slot, text, candidate_id=current_candidate().id, now=now())
    return redirect(url_for("attempts.result", attempt_id=attempt_id, _anchor=f"appeal-{slot}"), 303)


@bp.post("/notices/<int:notice_id>")
@open_to(CANDIDATE)
def put_away(notice_id: int):
    """The person has read it."""
    notices.mark_read(current_candidate().id, notice_id, now=now())
    return redirect(url_for("me.home"), 303)
