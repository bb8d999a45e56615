"""The answering page and the result page of the person who holds the attempt."""

from flask import Blueprint, Response, current_app, redirect, render_template, request, url_for

from examapp.domain.errors import DomainError
from examapp.extensions import limiter
from examapp.services.appeals.appeals import appeal_deadline, file_appeal, find_appeals
from examapp.services.attempts.attempts import finish_if_overdue
from examapp.services.attempts.extra_time import extra_time_of
from examapp.services.attempts.own_results import explain_own_result
from examapp.services.exams.registrations import get_duty
from examapp.services.quizzes import seats
from examapp.services.quizzes.attempt_holders import Holder, find_holder
from examapp.web.access import CANDIDATE, PUBLIC, ending_grace, now, open_to, ports
from examapp.web.cookies import ME, SEAT
from examapp.web.limits import per_person
from examapp.web.quizzes.handovers.keeping import find_lent
from examapp.web.sentences import sentence_for

bp = Blueprint("attempts", __name__, url_prefix="/attempts")


@bp.get("/worker.js")
@open_to(PUBLIC)
def worker() -> Response:
    """What serves an answering page without network; its address bounds what it stands behind."""
    body = current_app.extensions["assets"].find("js/answering-worker.js").body
    answer = Response(body, content_type="text/javascript; charset=utf-8")
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@bp.get("/<attempt_id>")
@open_to(CANDIDATE)
def show(attempt_id: str):
    """The page that answers; the bearer token is in it, because scripts cannot read the cookie."""
    if not seats.is_seated(request.cookies.get(SEAT, ""), attempt_id):
        return redirect(url_for("joins.wait"))
    holder = _held(attempt_id)
    if holder.attempt.state == "cancelled":
        raise DomainError("attempt_cancelled")
    if holder.attempt.state == "submitted":
        return redirect(url_for(".result", attempt_id=attempt_id))
    return render_template(
        "attempts/show.html",
        holder=holder,
        result_url=url_for(".result", attempt_id=attempt_id),
        kiosk=find_lent() is not None,
    )


@bp.get("/<attempt_id>/result")
@open_to(CANDIDATE)
def result(attempt_id: str):
    """Score, verdict, and each mistake with why and which law."""
    holder = _held(attempt_id)
    finish_if_overdue(attempt_id, now=now(), grace_seconds=ending_grace())
    if holder.attempt.state != "submitted":
        return redirect(url_for(".show", attempt_id=attempt_id))
    return render_template(
        "attempts/result.html",
        holder=holder,
        result=explain_own_result(attempt_id, now=now(), ports=ports()),
        obstacle=_obstacle(holder),
        kiosk=find_lent() is not None,
        extra=extra_time_of(holder.attempt),
        appeals=find_appeals(attempt_id),
        appeal_until=_appeal_until(holder),
    )


@bp.post("/<attempt_id>/appeals/<int:slot>")
@limiter.limit("30/minute", key_func=per_person)
@open_to(CANDIDATE)
def appeal(attempt_id: str, slot: int):
    """Say that a question is wrong, of an exam or of a spot quiz; twice is once."""
    holder = _held(attempt_id)
    file_appeal(holder.attempt.id, slot, request.form.get("text", ""), now=now(), **holder.owner)
    return redirect(url_for(".result", attempt_id=attempt_id, _anchor=f"appeal-{slot}"), 303)


def _appeal_until(holder: Holder):
    until = appeal_deadline(holder.attempt, now=now())
    return until if until is not None and now() <= until else None


def _obstacle(holder: Holder) -> str:
    """Why this person cannot sit the exam once more now; empty when they can, and for a spot quiz."""
    registration = holder.attempt.registration
    if registration is None:
        return ""
    duty = get_duty(registration.candidate_id, registration.id, now=now())
    return sentence_for(duty.obstacle)[1] if duty.obstacle else ""


def _held(attempt_id: str) -> Holder:
    return find_holder(
        attempt_id,
        seat_token=request.cookies.get(SEAT, ""),
        me_token=request.cookies.get(ME, ""),
        secret_key=current_app.config["SECRET_KEY"],
        now=now(),
    )
