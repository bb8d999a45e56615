"""The page that the enterprise opens to rate a visit; no account, a cookie tells the browser that rated."""

import secrets

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for

from examapp.domain.errors import DomainError
from examapp.domain.inspections import STAR_LABELS
from examapp.extensions import limiter
from examapp.services.quizzes import visit_ratings
from examapp.web.access import PUBLIC, now, open_to
from examapp.web.cookies import RATER, give_cookie
from examapp.web.numbers import whole
from examapp.web.staff_browsers import is_staff_browser

bp = Blueprint("visit_ratings", __name__, url_prefix="/visit")
# As long as a visit may be rated.
_REMEMBERED_SECONDS = int(visit_ratings.OPEN_FOR.total_seconds()) + 24 * 3600


@bp.get("/<token>")
@limiter.limit("60/minute")
@open_to(PUBLIC)
def show(token: str):
    """Who came and when, what this browser said so far, the answer, and the form while it is open."""
    inspection = visit_ratings.find_visit(token)
    if inspection is None:
        raise DomainError("visit_unknown")
    rater = request.cookies.get(RATER, "")
    staff = is_staff_browser()
    page = render_template(
        "quizzes/visit_ratings/show.html",
        inspection=inspection,
        own=visit_ratings.find_own_word(inspection.id, rater),
        rating=None if staff else visit_ratings.find_rating(inspection.id),
        staff=staff,
        open=visit_ratings.is_open(inspection, now=now()),
        stars=STAR_LABELS,
        most=visit_ratings.MOST_SIGNS,
    )
    return page if staff else _remember(make_response(page), rater)


@bp.post("/<token>")
@limiter.limit("20/minute")
@open_to(PUBLIC)
def rate(token: str):
    """Keep what the enterprise says; never from a browser of the authority."""
    if is_staff_browser():
        raise DomainError("rating_by_staff")
    form = request.form
    rater = request.cookies.get(RATER) or secrets.token_urlsafe(24)
    stars = form.get("stars", 0, whole)
    visit_ratings.rate_visit(token, stars, form.get("words", ""), rater=rater, now=now())
    flash("收到了，谢谢。要改的，用这台设备回到这里改。", "ok")
    return _remember(redirect(url_for(".show", token=token), 303), rater)


def _remember(answer: Response, rater: str) -> Response:
    give_cookie(answer, RATER, rater or secrets.token_urlsafe(24), seconds=_REMEMBERED_SECONDS)
    return answer
