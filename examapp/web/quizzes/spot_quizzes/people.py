"""One person on the tablet: minutes, absence, swap by one tap on a reason; the paper after the hand-in."""

from collections.abc import Callable

from flask import Blueprint, redirect, render_template, request, url_for

from examapp.domain.errors import DomainError
from examapp.services.attempts.attempts import extend_attempt, latest_result
from examapp.services.attempts.explanations import explain_result
from examapp.services.attempts.readings import note_reading, readings_of
from examapp.services.core.scopes import get_participant
from examapp.services.quizzes import closings, corrections, nods, seat_control
from examapp.services.quizzes.participants import attempt_of
from examapp.web.access import current_actor, now, ports, requires
from examapp.web.quizzes.spot_quizzes.forms import read_number, read_reason
from examapp.web.sentences import sentence_for

bp = Blueprint(
    "quiz_people", __name__, url_prefix="/tablet/quizzes/<int:quiz_id>/people/<int:participant_id>"
)
# What is put right on the very page, beside its field.
PUT_RIGHT_HERE = {
    "absent_reason_missing",
    "swap_reason_missing",
    "extension_refused",
    "number_malformed",
    "nobody_left",
    "state_conflict",
    "reading_note_missing",
    "reason_odd_signs",
    "reason_too_long",
    "name_missing",
    "name_odd_signs",
    "name_too_long",
    "correction_reason_missing",
    "correction_same",
}

OWN_WORDS = {
    "absent_reason_missing": "请点一个原因，或者写明原因。还没有记为缺考。",
    "swap_reason_missing": "请点一个原因，或者写明原因。还没有换人。",
    "extension_refused": "请点一个原因，或者写明原因。还没有加时间。",
}


@bp.get("")
@requires("spot_quizzes.run")
def show(quiz_id: int, participant_id: int):
    """One person: minutes, absence, swap; after the hand-in the paper with its mistakes."""
    return _page(participant_id, {})


@bp.post("/nod/undo")
@requires("spot_quizzes.run")
def take_back_nod(quiz_id: int, participant_id: int):
    """It was the wrong tap: the person is compared again."""
    nods.take_back_nod(participant_id, actor=current_actor(), now=now())
    return redirect(url_for("boards.show", quiz_id=quiz_id), 303)


@bp.post("/absence")
@requires("spot_quizzes.run")
def mark_absent(quiz_id: int, participant_id: int):
    """Not there, with the reason."""

    def act() -> None:
        seat_control.mark_absent(participant_id, read_reason(request.form), actor=current_actor(), now=now())

    return _done_or_here(quiz_id, participant_id, "absence", act)


@bp.post("/absence/correction")
@requires("spot_quizzes.run")
def correct_absence(quiz_id: int, participant_id: int):
    """The quiz is over and the reason was the wrong one."""

    def act() -> None:
        closings.correct_absence(participant_id, read_reason(request.form), actor=current_actor(), now=now())

    return _done_or_here(quiz_id, participant_id, "absence", act)


@bp.post("/presence")
@requires("spot_quizzes.run")
def mark_present(quiz_id: int, participant_id: int):
    """There after all."""
    seat_control.mark_present(participant_id, actor=current_actor(), now=now())
    return redirect(url_for("boards.show", quiz_id=quiz_id), 303)


@bp.post("/swap")
@requires("spot_quizzes.run")
def swap(quiz_id: int, participant_id: int):
    """Replace by the next of the drawn order."""

    def act() -> None:
        reason = read_reason(request.form)
        seat_control.swap_participant(participant_id, reason, actor=current_actor(), now=now(), ports=ports())

    return _done_or_here(quiz_id, participant_id, "swap", act)


@bp.post("/extension")
@requires("spot_quizzes.run")
def extend(quiz_id: int, participant_id: int):
    """More minutes, with the reason."""

    def act() -> None:
        attempt = attempt_of(get_participant(current_actor(), participant_id).id)
        seconds = read_number(request.form, "minutes", 1, 60) * 60
        extend_attempt(attempt.id, seconds, read_reason(request.form), actor=current_actor(), now=now())

    return _done_or_here(quiz_id, participant_id, "extension", act)


@bp.post("/reading")
@requires("spot_quizzes.run")
def read_aloud(quiz_id: int, participant_id: int):
    """The questions are read to somebody who cannot read them, with the reason."""

    def act() -> None:
        attempt = attempt_of(get_participant(current_actor(), participant_id).id)
        note_reading(attempt.id, read_reason(request.form), actor=current_actor(), now=now())

    return _done_or_here(quiz_id, participant_id, "reading", act)


@bp.post("/name")
@requires("spot_quizzes.run")
def correct_name(quiz_id: int, participant_id: int):
    """A confirmed wrong name is put right with the reason; back to the person, whose name it shows."""
    form = request.form

    def act() -> None:
        corrections.correct_name(
            participant_id,
            form.get("name", ""),
            form.get("correction_reason", ""),
            actor=current_actor(),
            now=now(),
        )

    then = url_for(".show", quiz_id=quiz_id, participant_id=participant_id)
    return _done_or_here(quiz_id, participant_id, "name", act, then)


def _done_or_here(quiz_id: int, participant_id: int, form: str, act: Callable[[], None], then: str = ""):
    """To `then`, else the board; what can be put right comes back beside the field of its `form`."""
    try:
        act()
    except DomainError as error:
        if error.code not in PUT_RIGHT_HERE:
            raise
        return _page(participant_id, _beside(form, error)), 422
    return redirect(then or url_for("boards.show", quiz_id=quiz_id), 303)


def _beside(form: str, error: DomainError) -> dict[str, str]:
    """Where the sentence stands: beside the field that is wrong, in words of this page, which speaks of one person."""
    words = OWN_WORDS.get(error.code) or sentence_for(error)[1]
    return {"minutes" if error.code == "number_malformed" else form: words}


def _page(participant_id: int, errors: dict[str, str]) -> str:
    participant = get_participant(current_actor(), participant_id)
    attempt = attempt_of(participant.id)
    return render_template(
        "quizzes/spot_quizzes/person.html",
        quiz=participant.spot_quiz,
        participant=participant,
        attempt=attempt,
        result=explain_result(attempt.id, now=now()) if latest_result(attempt.id) else None,
        readings=readings_of(attempt.id),
        errors=errors,
        entered=request.form,
    )
