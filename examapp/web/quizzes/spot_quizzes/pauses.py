"""The page that stops everybody's clock by one tap on the reason, and the tap that lets them go on."""

from flask import Blueprint, flash, redirect, render_template, request, url_for

from examapp.domain.errors import DomainError
from examapp.services.core.scopes import get_spot_quiz
from examapp.services.quizzes import pauses
from examapp.services.quizzes.quiz_pauses import find_pause
from examapp.services.quizzes.shared_minutes import list_answering
from examapp.web.access import current_actor, now, requires
from examapp.web.quizzes.spot_quizzes.forms import read_reason
from examapp.web.sentences import sentence_for

bp = Blueprint("pauses", __name__, url_prefix="/tablet/quizzes/<int:quiz_id>/pause")
PUT_RIGHT_HERE = {"pause_reason_missing", "reason_odd_signs", "reason_too_long", "closing_runs"}


@bp.get("")
@requires("spot_quizzes.run")
def show(quiz_id: int):
    """What a pause does, and why there is one."""
    return _page(quiz_id)


@bp.post("")
@requires("spot_quizzes.run")
def begin(quiz_id: int):
    """All clocks stand from now on."""
    try:
        count = pauses.pause_quiz(quiz_id, read_reason(request.form), actor=current_actor(), now=now())
    except DomainError as error:
        if error.code not in PUT_RIGHT_HERE:
            raise
        return _page(quiz_id, sentence_for(error)[1]), 422
    flash(f"已暂停，正在答题的 {count} 人都停止计时。人都回来了，点“恢复答题”。", "ok")
    return redirect(url_for("boards.show", quiz_id=quiz_id), 303)


@bp.post("/end")
@requires("spot_quizzes.run")
def end(quiz_id: int):
    """All clocks go on."""
    pauses.resume_quiz(quiz_id, actor=current_actor(), now=now())
    flash("已恢复答题，每个人剩的时间和暂停时一样。", "ok")
    return redirect(url_for("boards.show", quiz_id=quiz_id), 303)


def _page(quiz_id: int, refusal: str = "") -> str:
    quiz = get_spot_quiz(current_actor(), quiz_id)
    return render_template(
        "quizzes/spot_quizzes/pause.html",
        quiz=quiz,
        pause=find_pause(quiz, now=now()),
        people=list_answering(quiz_id),
        refusal=refusal,
        entered=request.form,
    )
