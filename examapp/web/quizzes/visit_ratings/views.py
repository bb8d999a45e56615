"""The page that the enterprise opens to rate a visit; no account, no cookie."""

from flask import Blueprint, flash, redirect, render_template, request, url_for

from examapp.domain.errors import DomainError
from examapp.domain.inspections import STAR_LABELS
from examapp.extensions import limiter
from examapp.services.quizzes import visit_ratings
from examapp.web.access import PUBLIC, now, open_to
from examapp.web.numbers import whole

bp = Blueprint("visit_ratings", __name__, url_prefix="/visit")


@bp.get("/<token>")
@limiter.limit("60/minute")
@open_to(PUBLIC)
def show(token: str):
    """Who came and when, what was said so far, and the form while it is open."""
    inspection = visit_ratings.find_visit(token)
    if inspection is None:
        raise DomainError("visit_unknown")
    return render_template(
        "quizzes/visit_ratings/show.html",
        inspection=inspection,
        rating=visit_ratings.find_rating(inspection.id),
        open=visit_ratings.is_open(inspection, now=now()),
        stars=STAR_LABELS,
        most=visit_ratings.MOST_SIGNS,
    )


@bp.post("/<token>")
@limiter.limit("20/minute")
@open_to(PUBLIC)
def rate(token: str):
    """Keep what the enterprise says."""
    form = request.form
    visit_ratings.rate_visit(token, form.get("stars", 0, whole), form.get("words", ""), now=now())
    flash("收到了，谢谢。可以随时回到这里改。", "ok")
    return redirect(url_for(".show", token=token), 303)
