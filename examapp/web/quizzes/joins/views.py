"""Scan, say who you are, wait for the inspector, begin. No account; a seat token in a cookie."""

from flask import Blueprint, current_app, jsonify, make_response, redirect, render_template, request, url_for

from examapp.domain.errors import DomainError
from examapp.extensions import limiter
from examapp.services.quizzes import seats
from examapp.web.access import CANDIDATE, PUBLIC, now, open_to, ports
from examapp.web.cookies import SEAT as SEAT_COOKIE
from examapp.web.limits import as_counted
from examapp.web.sentences import sentence_for
from question_bank.model import Post, Role

bp = Blueprint("joins", __name__)

SEAT_SECONDS = 12 * 3600


@bp.get("/q")
@open_to(PUBLIC)
def type_code():
    """For phones that cannot scan: type the code under the QR."""
    code = request.args.get("code", "")
    return (
        redirect(url_for(".show", code=code))
        if code.strip()
        else render_template("quizzes/joins/type_code.html")
    )


@bp.get("/q/<code>")
@limiter.limit("600/minute")
@open_to(PUBLIC)
def show(code: str):
    """Who are you? Name and the last four of the ID number."""
    quiz = seats.find_open_quiz(code)
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
            code, request.form.get("name", ""), request.form.get("id_tail", ""), now=now(), ports=ports()
        )
    except DomainError as error:
        if error.code not in ("name_not_matching", "id_tail_malformed", "seat_done"):
            raise
        return render_template(
            "quizzes/joins/show.html", quiz=quiz, refusal=sentence_for(error)[1], form=request.form
        ), 422
    return _seated(token)


@bp.get("/q/<code>/walk-in")
@open_to(PUBLIC)
def show_walk_in(code: str):
    """Not among the drawn: say role and post as well."""
    return render_template(
        "quizzes/joins/walk_in.html",
        quiz=seats.find_open_quiz(code),
        refusal=None,
        at_name=False,
        form=request.form,
        roles=Role,
        posts=Post,
    )


@bp.post("/q/<code>/walk-in")
@limiter.limit("60/minute")
@open_to(PUBLIC)
def create_walk_in(code: str):
    """Take a seat as somebody who was not drawn."""
    quiz, form = seats.find_open_quiz(code), request.form
    try:
        token = seats.take_walk_in_seat(
            code,
            form.get("name", ""),
            form.get("id_tail", ""),
            form.get("role", ""),
            form.get("post") or None,
            now=now(),
            ports=ports(),
        )
    except DomainError as error:
        if error.code not in ("walk_in_incomplete", "id_tail_malformed", "seat_done", "name_odd_signs"):
            raise
        return render_template(
            "quizzes/joins/walk_in.html",
            quiz=quiz,
            refusal=sentence_for(error)[1],
            at_name=error.code == "name_odd_signs",
            form=form,
            roles=Role,
            posts=Post,
        ), 422
    return _seated(token)


@bp.get("/seat")
@open_to(CANDIDATE)
def wait():
    """What will happen, while the inspector compares face and card."""
    participant = seats.find_seat(request.cookies.get(SEAT_COOKIE, ""))
    ready = seats.seat_attempt(participant, current_app.config["SECRET_KEY"])
    return render_template(
        "quizzes/joins/wait.html",
        participant=participant,
        quiz=participant.spot_quiz,
        attempt=ready[0] if ready else None,
    )


@bp.get("/seat/state")
@open_to(CANDIDATE)
def state():
    """Polled by the waiting page."""
    participant = seats.find_seat(request.cookies.get(SEAT_COOKIE, ""))
    return jsonify(state=participant.state, quiz=participant.spot_quiz.state)


def _seated(token: str):
    answer = make_response(redirect(url_for(".wait"), 303))
    secure = current_app.config["SESSION_COOKIE_SECURE"]
    answer.set_cookie(SEAT_COOKIE, token, max_age=SEAT_SECONDS, httponly=True, samesite="Lax", secure=secure)
    return answer
