"""The enterprise's own phone: one field for the number of the draw. No account; the address is the key."""

import secrets

from flask import Blueprint, make_response, render_template, request

from examapp.domain.errors import DomainError
from examapp.extensions import limiter
from examapp.services.quizzes import draw_numbers
from examapp.services.quizzes.draw_history import frozen_again
from examapp.web.access import PUBLIC, now, open_to
from examapp.web.cookies import KIOSK, NUMBER, give_cookie
from examapp.web.sentences import sentence_for
from examapp.web.staff_browsers import is_staff_browser

bp = Blueprint("enterprise_numbers", __name__, url_prefix="/n/<token>")

TOLD_HERE = (
    "number_empty",
    "number_odd_signs",
    "number_of_other_phone",
    "number_of_staff",
    "number_too_late",
)
DAY = 86_400


@bp.get("")
@limiter.limit("120/minute")
@open_to(PUBLIC)
def show(token: str):
    """What the number is for, and the field; what was kept already stands above it."""
    return _page(token)


@bp.get("/state")
@limiter.limit("120/minute")
@open_to(PUBLIC)
def state(token: str):
    """The part above the field, for the page's own polling: what counts now, and the newest code."""
    return render_template("quizzes/joins/_number.html", **_facts(token, request.cookies.get(NUMBER, "")))


@bp.post("")
@limiter.limit("60/minute")
@open_to(PUBLIC)
def create(token: str):
    """Keep it; the page says so only after it is kept, and a second tap changes nothing."""
    phone = request.cookies.get(NUMBER, "")[:43] or secrets.token_urlsafe(32)
    try:
        if is_staff_browser() or KIOSK in request.cookies:
            raise DomainError("number_of_staff")
        draw_numbers.name_number(token, request.form.get("number", ""), phone=phone, now=now())
    except DomainError as error:
        if error.code not in TOLD_HERE:
            raise
        return _page(token, sentence_for(error)[1]), 422
    answer = make_response(_page(token, phone=phone))
    give_cookie(answer, NUMBER, phone, seconds=DAY)
    return answer


def _page(token: str, refusal: str = "", phone: str = "") -> str:
    facts = _facts(token, phone or request.cookies.get(NUMBER, ""))
    return render_template("quizzes/joins/number.html", **facts, refusal=refusal)


def _facts(token: str, phone: str) -> dict:
    quiz = draw_numbers.find_quiz_of_phone(token)
    owner = draw_numbers.find_owner(quiz.id)
    return {
        "quiz": quiz,
        "token": token,
        "number": draw_numbers.find_number(quiz.id),
        "of_other": owner is not None and owner.phone not in ("", phone),
        "frozen_again": frozen_again(quiz),
    }
