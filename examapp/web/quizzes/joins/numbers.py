"""The enterprise's own phone: one field for the number of the draw. No account; the address is the key."""

from flask import Blueprint, render_template, request

from examapp.domain.errors import DomainError
from examapp.extensions import limiter
from examapp.services.quizzes import draw_numbers
from examapp.services.quizzes.draw_history import frozen_again
from examapp.web.access import PUBLIC, now, open_to
from examapp.web.sentences import sentence_for

bp = Blueprint("enterprise_numbers", __name__, url_prefix="/n/<token>")

TOLD_HERE = ("number_empty", "number_odd_signs", "number_too_late")


@bp.get("")
@limiter.limit("120/minute")
@open_to(PUBLIC)
def show(token: str):
    """What the number is for, and the field; what was kept already stands above it."""
    return _page(token)


@bp.post("")
@limiter.limit("60/minute")
@open_to(PUBLIC)
def create(token: str):
    """Keep it; the page says so only after it is kept, and a second tap changes nothing."""
    try:
        draw_numbers.name_number(token, request.form.get("number", ""), now=now())
    except DomainError as error:
        if error.code not in TOLD_HERE:
            raise
        return _page(token, sentence_for(error)[1]), 422
    return _page(token)


def _page(token: str, refusal: str = "") -> str:
    quiz = draw_numbers.find_quiz_of_phone(token)
    number = draw_numbers.find_number(quiz.id)
    return render_template(
        "quizzes/joins/number.html",
        quiz=quiz,
        token=token,
        number=number,
        frozen_again=frozen_again(quiz),
        refusal=refusal,
    )
