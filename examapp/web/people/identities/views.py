"""People who wait for somebody to look at them, and faces that wait to be confirmed."""

from flask import Blueprint, flash, redirect, render_template, request, url_for

from examapp.services.faces import face_references
from examapp.services.faces.face_reviews import list_reviews
from examapp.services.faces.face_waiting import list_offered
from examapp.services.people import identities
from examapp.web.access import current_actor, now, requires

bp = Blueprint("identities", __name__, url_prefix="/identities")


@bp.get("")
@requires("identities.check")
def index():
    """Both lists."""
    actor = current_actor()
    return render_template(
        "people/identities/index.html",
        waiting=identities.list_waiting(actor),
        offered=list_offered(actor),
        reviews=len(list_reviews(actor)) if actor.may("faces.review") else 0,
    )


@bp.post("/<int:check_id>")
@requires("identities.check")
def confirm(check_id: int):
    """This is the person."""
    identities.confirm_person(check_id, request.form.get("how", ""), actor=current_actor(), now=now())
    flash("已确认，本人可以开始考核了。", "ok")
    return redirect(url_for(".index"), 303)


@bp.post("/faces/<int:candidate_id>")
@requires("identities.check")
def settle(candidate_id: int):
    """The enrolled face is this person's, or is not."""
    agree = request.form.get("agree") == "yes"
    face_references.settle_offered(candidate_id, agree=agree, actor=current_actor(), now=now())
    flash("已确认人脸登记。" if agree else "已删除这次登记，请本人重新拍。", "ok")
    return redirect(url_for(".index"), 303)
