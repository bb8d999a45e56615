"""Failed people: due, overdue, re-tested, closed; seen by inspector and enterprise."""

from flask import Blueprint, redirect, render_template, request, url_for

from examapp.services.core.days import SHANGHAI
from examapp.services.quizzes import rectifications
from examapp.web.access import current_actor, now, ports, requires
from examapp.web.paging import paginate

bp = Blueprint("rectifications", __name__, url_prefix="/rectifications")


@bp.get("")
@requires("rectifications.view")
def index():
    """Open ones first, most urgent on top."""
    today = now().astimezone(SHANGHAI).date()
    found = paginate(rectifications.visible_rectifications(current_actor()))
    return render_template(
        "quizzes/rectifications/index.html",
        **found,
        today=today,
        is_overdue=rectifications.is_overdue,
        running=rectifications.find_running_retest,
    )


@bp.post("/<int:rectification_id>/retest")
@requires("rectifications.manage")
def retest(rectification_id: int):
    """Open a re-test with items this person has not met."""
    quiz_id = rectifications.start_retest(
        rectification_id,
        client_id=request.form.get("client_id", "")[:36],
        actor=current_actor(),
        now=now(),
        ports=ports(),
    )
    return redirect(url_for("boards.show", quiz_id=quiz_id), 303)


@bp.post("/<int:rectification_id>/closing")
@requires("rectifications.manage")
def close(rectification_id: int):
    """Close by hand, with the reason."""
    rectifications.close_rectification(
        rectification_id, request.form.get("note", ""), actor=current_actor(), now=now()
    )
    return redirect(url_for(".index"), 303)
