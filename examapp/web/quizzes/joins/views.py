"""Scan, say who you are, wait for the inspector, begin. No account; a seat token in a cookie."""

from flask import Blueprint, current_app, jsonify, make_response, redirect, render_template, request, url_for

from examapp.domain.errors import DomainError
from examapp.extensions import limiter
from examapp.models.inspections import SpotQuiz
from examapp.services.attempts.attempt_owners import cut_score_of
from examapp.services.attempts.attempt_progress import progress_of
from examapp.services.quizzes import seats
from examapp.web.access import CANDIDATE, PUBLIC, now, open_to, ports
from examapp.web.cookies import SEAT as SEAT_COOKIE
from examapp.web.cookies import give_cookie
from examapp.web.devices import device_words
from examapp.web.limits import as_counted
from examapp.web.quizzes.joins.forms import OFFERED, find_errors
from examapp.web.refusals import STATUS_OF
from examapp.web.sentences import sentence_for

bp = Blueprint("joins", __name__)

SEAT_SECONDS = 12 * 3600

# What the walk-in form itself tells, beside what its fields tell.
TOLD_HERE = ("walk_in_incomplete", "seat_done", "too_many_waiting", "several_of_name")


@bp.get("/q")
@open_to(PUBLIC)
def type_code():
    """For phones that cannot scan: type the code under the QR; a wrong one is told beside the field and stays there."""
    code, refusal = request.args.get("code", ""), ""
    if "code" in request.args and not code.strip():
        refusal = "还没有填抽考码。请看平板上二维码下面的 8 位码。"
    elif code.strip():
        try:
            return redirect(url_for(".show", code=seats.find_open_quiz(code).code))
        except DomainError as error:
            refusal = sentence_for(error)[1]
    page = render_template("quizzes/joins/type_code.html", code=code[:40], refusal=refusal)
    return page, 422 if refusal else 200


@bp.get("/q/<code>")
@limiter.limit("600/minute")
@open_to(PUBLIC)
def show(code: str):
    """Who are you? Name and the last four of the ID number. Of a quiz that is over, the way to the own result."""
    try:
        quiz = seats.find_open_quiz(code)
    except DomainError as error:
        if seats.sat_in_quiz(request.cookies.get(SEAT_COOKIE, ""), code):
            return redirect(url_for(".wait"))
        page = render_template("quizzes/joins/type_code.html", code=code[:40], refusal=sentence_for(error)[1])
        return page, STATUS_OF[error.code]
    return render_template("quizzes/joins/show.html", quiz=quiz, refusal=None, form=request.form)


@bp.post("/q/<code>")
@limiter.limit("240/minute")
@limiter.limit(
    "12/minute", key_func=lambda: f"{request.remote_addr}:{as_counted(request.form.get('name', ''))}"
)
@open_to(PUBLIC)
def create(code: str):
    """Take the seat; a wrong name and a wrong number are told alike."""
    quiz = seats.find_open_quiz(code)
    try:
        token = seats.take_seat(
            code,
            request.form.get("name", ""),
            request.form.get("id_tail", ""),
            now=now(),
            ports=ports(),
            device=_device(),
            participant_id=request.form.get("who", type=int),
        )
    except DomainError as error:
        if error.code not in ("name_not_matching", "id_tail_malformed", "seat_done", "several_of_name"):
            raise
        return render_template(
            "quizzes/joins/show.html",
            quiz=quiz,
            refusal=sentence_for(error)[1],
            form=request.form,
            people=error.data.get("people", []),
        ), 422
    return _seated(token)


@bp.get("/q/<code>/walk-in")
@open_to(PUBLIC)
def show_walk_in(code: str):
    """Not among the drawn: say role and post as well."""
    return _walk_in_page(seats.find_open_quiz(code), {})


@bp.post("/q/<code>/walk-in")
@limiter.limit("60/minute")
@open_to(PUBLIC)
def create_walk_in(code: str):
    """Take a seat as somebody who was not drawn."""
    quiz, form = seats.find_open_quiz(code), request.form
    errors = find_errors(form)
    if errors:
        return _walk_in_page(quiz, errors), 422
    try:
        token = seats.take_walk_in_seat(
            code,
            form.get("name", ""),
            form.get("id_tail", ""),
            form.get("role", ""),
            form.get("post") or None,
            document_kind=form.get("document_kind") or None,
            now=now(),
            ports=ports(),
            device=_device(),
        )
    except DomainError as error:
        if error.code not in TOLD_HERE:
            raise
        return _walk_in_page(quiz, {}, sentence_for(error)[1]), 422
    return _seated(token)


def _walk_in_page(quiz: SpotQuiz, errors: dict[str, str], refusal: str = "") -> str:
    return render_template(
        "quizzes/joins/walk_in.html",
        quiz=quiz,
        refusal=refusal,
        errors=errors,
        form=request.form,
        **OFFERED,
    )


@bp.get("/seat")
@open_to(CANDIDATE)
def wait():
    """What will happen, while the inspector compares face and card."""
    claim = seats.find_claim(request.cookies.get(SEAT_COOKIE, ""))
    person = claim.participant if claim.state == "granted" else None
    ready = seats.seat_attempt(person, current_app.config["SECRET_KEY"]) if person else None
    return render_template(
        "quizzes/joins/wait.html",
        claim=claim,
        participant=claim.participant,
        name=claim.participant.name if claim.participant else claim.name,
        quiz=claim.spot_quiz,
        attempt=ready[0] if ready else None,
        progress=progress_of(ready[0], now=now()) if ready else None,
        cut_score=cut_score_of(ready[0]) if ready else None,
        state=seats.phase_of(claim),
    )


@bp.get("/seat/state")
@open_to(CANDIDATE)
def state():
    """Polled by the waiting page."""
    claim = seats.find_claim(request.cookies.get(SEAT_COOKIE, ""))
    return jsonify(state=seats.phase_of(claim), quiz=claim.spot_quiz.state)


def _device() -> seats.Device:
    held = request.cookies.get(SEAT_COOKIE, "")
    return seats.Device(device_words(request.user_agent.string), request.remote_addr or "", held)


def _seated(token: str):
    answer = make_response(redirect(url_for(".wait"), 303))
    give_cookie(answer, SEAT_COOKIE, token, seconds=SEAT_SECONDS)
    return answer
