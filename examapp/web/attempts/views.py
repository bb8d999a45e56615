"""The answering page and the result page of the person who holds the seat."""

from flask import Blueprint, current_app, redirect, render_template, request, session, url_for

from examapp.domain.errors import DomainError
from examapp.services import seats
from examapp.services.attempts import finish_if_overdue
from examapp.services.explanations import explain_result
from examapp.web.access import CANDIDATE, now, open_to
from examapp.web.joins.views import SEAT_COOKIE

bp = Blueprint("attempts", __name__, url_prefix="/attempts")


@bp.get("/<attempt_id>")
@open_to(CANDIDATE)
def show(attempt_id: str):
    """The page that answers; the bearer token is in it, because scripts cannot read the cookie."""
    participant, attempt, token = _held(attempt_id)
    if attempt.state == "submitted":
        return redirect(url_for(".result", attempt_id=attempt_id))
    enterprise = participant.spot_quiz.inspection.enterprise
    return render_template(
        "attempts/show.html",
        attempt=attempt,
        token=token,
        participant=participant,
        enterprise=enterprise,
        result_url=url_for(".result", attempt_id=attempt_id),
    )


@bp.get("/<attempt_id>/result")
@open_to(CANDIDATE)
def result(attempt_id: str):
    """Score, verdict, and each mistake with why and which law."""
    participant, attempt, _ = _held(attempt_id)
    finish_if_overdue(attempt_id, now=now(), grace_seconds=current_app.extensions["settings"].grace_seconds)
    if attempt.state != "submitted":
        return redirect(url_for(".show", attempt_id=attempt_id))
    return render_template(
        "attempts/result.html",
        participant=participant,
        attempt=attempt,
        result=explain_result(attempt_id),
        kiosk="kiosk_quiz" in session,
    )


def _held(attempt_id: str):
    participant = seats.find_seat(request.cookies.get(SEAT_COOKIE, ""))
    found = seats.seat_attempt(participant, current_app.config["SECRET_KEY"])
    if found is None or found[0].id != attempt_id:
        raise DomainError("attempt_unknown", attempt=attempt_id)
    return participant, *found
