"""The reviewer's pages: who waits, what is known, the pictures after a second look at who is looking, the decision."""

from datetime import datetime, timedelta

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, session, url_for

from examapp.domain.errors import DomainError
from examapp.extensions import limiter
from examapp.services.faces import face_reviews
from examapp.services.people import sign_ins
from examapp.web.access import current_actor, now, ports, requires
from examapp.web.limits import per_account
from examapp.web.sentences import sentence_for

bp = Blueprint("face_reviews", __name__, url_prefix="/face-reviews")
OPEN_MINUTES = 10
_UNTIL = "face_pictures_until"


@bp.get("")
@requires("faces.review")
def index():
    """What waits."""
    return render_template("faces/face_reviews/index.html", rows=face_reviews.list_reviews(current_actor()))


@bp.get("/<face_check>")
@requires("faces.review")
def show(face_check: str):
    """Scores, the person's words, pictures when they exist and were unlocked."""
    return _page(face_check)


@bp.post("/<face_check>/unlock")
@limiter.limit("10/minute", key_func=per_account)
@requires("faces.review")
def unlock(face_check: str):
    """The own password again, before a face is seen; good for ten minutes."""
    try:
        sign_ins.require_password(current_actor().account_id, request.form.get("password", ""))
    except DomainError as error:
        return _page(face_check, sentence_for(error)[1]), 422
    session[_UNTIL] = (now() + timedelta(minutes=OPEN_MINUTES)).isoformat()
    return redirect(url_for(".show", face_check=face_check), 303)


@bp.get("/<face_check>/pictures/<kind>")
@requires("faces.review")
def picture(face_check: str, kind: str):
    """One picture; never kept by the browser."""
    if not _unlocked():
        abort(404)
    body = face_reviews.view_picture(face_check, kind, actor=current_actor(), now=now(), ports=ports())
    return Response(body, content_type="image/jpeg", headers={"Cache-Control": "no-store"})


@bp.post("/<face_check>")
@requires("faces.review")
def decide(face_check: str):
    """The decision with its reason."""
    form = request.form
    try:
        face_reviews.decide(
            face_check, form.get("verdict", ""), form.get("note", ""), actor=current_actor(), now=now()
        )
    except DomainError as error:
        if error.code == "not_found":
            raise
        return _page(face_check, sentence_for(error)[1]), 422
    flash("已记下结论，本人会收到通知。", "ok")
    return redirect(url_for(".index"), 303)


def _unlocked() -> bool:
    return _UNTIL in session and now() < datetime.fromisoformat(session[_UNTIL])


def _page(face_check: str, refusal: str = "") -> str:
    review = face_reviews.get_review(face_check, actor=current_actor())
    return render_template(
        "faces/face_reviews/show.html",
        review=review,
        check=review.check,
        unlocked=_unlocked(),
        refusal=refusal,
        note=request.form.get("note", ""),
    )
