"""The end of a quiz on the tablet: who still answers, why somebody is absent, ten seconds to take it back."""

from flask import Blueprint, current_app, redirect, render_template, request, url_for

from examapp.domain.errors import DomainError
from examapp.models.inspections import SpotQuiz
from examapp.services.core.scopes import get_spot_quiz
from examapp.services.quizzes import boards, closings
from examapp.web.access import current_actor, ending_grace, now, requires
from examapp.web.quizzes.spot_quizzes.forms import read_reason, read_reasons, reason_faults
from examapp.web.quizzes.spot_quizzes.views import step_address
from examapp.web.sentences import sentence_for

bp = Blueprint("closings", __name__, url_prefix="/tablet/quizzes/<int:quiz_id>")


def _grace() -> int:
    return current_app.extensions["settings"].grace_seconds


@bp.get("/closing")
@requires("spot_quizzes.run")
def show(quiz_id: int):
    """Before the end: who still answers and how long; in the ten seconds: how to take it back."""
    get_spot_quiz(current_actor(), quiz_id)
    closings.finish_closing(quiz_id, now=now(), grace_seconds=_grace())
    quiz = get_spot_quiz(current_actor(), quiz_id)
    if quiz.state != "open":
        return redirect(step_address(quiz))
    return _page(quiz)


@bp.post("/closing")
@requires("spot_quizzes.run")
def create(quiz_id: int):
    """Ask for the end, with a reason for everybody who did not begin."""
    reasons, common = read_reasons(request.form), read_reason(request.form, "absent_reason")
    try:
        quiz = closings.ask_closing(
            quiz_id,
            reasons=reasons,
            common=common,
            actor=current_actor(),
            now=now(),
            grace_seconds=_grace(),
        )
    except DomainError as error:
        if error.code not in ("absent_reason_missing", "reason_odd_signs", "reason_too_long"):
            raise
        return _page(get_spot_quiz(current_actor(), quiz_id), error), 422
    return redirect(url_for(".show", quiz_id=quiz_id) if quiz.state == "open" else step_address(quiz), 303)


@bp.post("/closing/undo")
@requires("spot_quizzes.run")
def undo(quiz_id: int):
    """Everything goes on."""
    closings.take_back_closing(quiz_id, actor=current_actor(), now=now())
    return redirect(url_for("boards.show", quiz_id=quiz_id), 303)


def _page(quiz: SpotQuiz, error: DomainError | None = None) -> str:
    board = boards.read_board(quiz, now=now(), grace_seconds=ending_grace())
    running = [person for person in board["people"] if person["deadline"]]
    left_ms = max((person["deadline"] - board["server_time"] for person in running), default=0)
    return render_template(
        "quizzes/spot_quizzes/closing.html",
        quiz=quiz,
        board=board,
        running=running,
        left_seconds=max(left_ms, 0) // 1000,
        not_begun=closings.list_not_begun(quiz.id),
        present=closings.list_present(quiz.id),
        missing=error.data.get("people", []) if error else [],
        faults=reason_faults(error),
        fault=sentence_for(error)[1] if error and error.code != "absent_reason_missing" else "",
        entered=request.form,
    )
