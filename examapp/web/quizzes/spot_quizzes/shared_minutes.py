"""The page that gives everybody more minutes, by one tap on the reason."""

from flask import Blueprint, flash, redirect, render_template, request, url_for

from examapp.domain.errors import DomainError
from examapp.services.core.scopes import get_spot_quiz
from examapp.services.quizzes import shared_minutes
from examapp.web.access import current_actor, now, requires
from examapp.web.quizzes.spot_quizzes.forms import read_number, read_reason
from examapp.web.sentences import sentence_for

bp = Blueprint("shared_minutes", __name__, url_prefix="/tablet/quizzes/<int:quiz_id>/minutes")


PUT_RIGHT_HERE = {
    "extension_refused",
    "extension_full",
    "nobody_answers",
    "number_malformed",
    "reason_odd_signs",
    "reason_too_long",
}
WHY = "请点一个原因，或者写明原因。还没有加时间。"


@bp.get("")
@requires("spot_quizzes.run")
def show(quiz_id: int):
    """Who answers now, how many minutes, why."""
    return _page(quiz_id)


@bp.post("")
@requires("spot_quizzes.run")
def give(quiz_id: int):
    """The minutes count at once; each phone says so."""
    form = request.form
    try:
        minutes = read_number(form, "minutes", 1, 60)
        people = shared_minutes.give_everybody(
            quiz_id,
            minutes,
            read_reason(form),
            client_id=form.get("client_id", "")[:36],
            actor=current_actor(),
            now=now(),
        )
    except DomainError as error:
        if error.code not in PUT_RIGHT_HERE:
            raise
        text = WHY if error.code == "extension_refused" else sentence_for(error)[1]
        return _page(quiz_id, text, at_minutes=error.code == "number_malformed"), 422
    flash(f"已给正在答题的 {people} 人各加 {minutes} 分钟，手机上会看到。", "ok")
    return redirect(url_for("boards.show", quiz_id=quiz_id), 303)


def _page(quiz_id: int, refusal: str = "", *, at_minutes: bool = False) -> str:
    return render_template(
        "quizzes/spot_quizzes/minutes.html",
        quiz=get_spot_quiz(current_actor(), quiz_id),
        people=shared_minutes.list_answering(quiz_id),
        refusal=refusal,
        at_minutes=at_minutes,
        entered=request.form,
    )
