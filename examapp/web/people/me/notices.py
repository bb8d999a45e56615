"""Put away what one was told."""

from flask import Blueprint, redirect, url_for

from examapp.services.core import notices
from examapp.web.access import CANDIDATE, now, open_to
from examapp.web.people.me.views import current_candidate

bp = Blueprint("me_notices", __name__, url_prefix="/me")


@bp.post("/notices/<int:notice_id>")
@open_to(CANDIDATE)
def put_away(notice_id: int):
    """The person has read it."""
    notices.mark_read(current_candidate().id, notice_id, now=now())
    return redirect(url_for("me.home"), 303)
