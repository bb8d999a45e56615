"""Kiosk pages on the inspector's tablet. While a handover runs, this browser's session may see nothing else."""

from flask import Blueprint, make_response, redirect, render_template, request, session, url_for

from examapp.domain.errors import DomainError
from examapp.extensions import limiter
from examapp.services import handovers, seats
from examapp.services.scopes import get_spot_quiz
from examapp.web.access import CANDIDATE, current_actor, now, open_to, requires
from examapp.web.cookies import SEAT as SEAT_COOKIE
from examapp.web.joins.views import SEAT_SECONDS
from examapp.web.sentences import sentence_for

bp = Blueprint("handovers", __name__, url_prefix="/handover")
KIOSK = "kiosk_quiz"
# What a handed-over tablet may open: the queue itself, answering, assets, and the way back.
OPEN_PREFIXES = ("/handover/", "/attempts/", "/api/attempts/", "/assets/", "/pictures/", "/seat")


@bp.before_app_request
def keep_inside():
    """A tablet in candidates' hands shows nothing of the inspector, whatever address is typed."""
    if not request.path.startswith(OPEN_PREFIXES) and KIOSK in session:
        return redirect(url_for("handovers.queue"))
    return None


@bp.get("/start/<int:quiz_id>")
@requires("spot_quizzes.run")
def prepare(quiz_id: int):
    """Choose the PIN; say who is in the queue."""
    quiz = get_spot_quiz(current_actor(), quiz_id)
    return render_template("handovers/prepare.html", quiz=quiz, people=handovers.list_queue(quiz_id))


@bp.post("/start/<int:quiz_id>")
@requires("spot_quizzes.run")
def begin(quiz_id: int):
    """Lock the tablet to the queue."""
    handovers.begin_handover(quiz_id, request.form.get("pin", ""), actor=current_actor(), now=now())
    session[KIOSK] = quiz_id
    return redirect(url_for(".queue"), 303)


@bp.get("/queue")
@open_to(CANDIDATE)
def queue():
    """Names of those who may sit down."""
    quiz_id = _kiosk_quiz()
    return render_template("handovers/queue.html", people=handovers.list_queue(quiz_id), refusal=None)


@bp.post("/queue/<int:participant_id>")
@open_to(CANDIDATE)
def sit(participant_id: int):
    """Sit down and see what will happen."""
    token = handovers.sit_down(_kiosk_quiz(), participant_id, now=now())
    participant = seats.find_seat(token)
    answer = make_response(
        render_template("handovers/sit.html", participant=participant, attempt=handovers_attempt(participant))
    )
    answer.set_cookie(SEAT_COOKIE, token, max_age=SEAT_SECONDS, httponly=True, samesite="Lax")
    return answer


@bp.post("/wipe")
@open_to(CANDIDATE)
def wipe():
    """Leave no trace of this person: seat cookie gone, the browser told to clear its storage."""
    _kiosk_quiz()
    answer = make_response(redirect(url_for(".queue"), 303))
    answer.delete_cookie(SEAT_COOKIE)
    answer.headers["Clear-Site-Data"] = '"storage"'
    return answer


@bp.post("/end")
@limiter.limit("8/minute")
@open_to(CANDIDATE)
def end():
    """Back to the inspector's page, by PIN."""
    quiz_id = _kiosk_quiz()
    try:
        handovers.end_handover(quiz_id, request.form.get("pin", ""))
    except DomainError as error:
        page = render_template(
            "handovers/queue.html", people=handovers.list_queue(quiz_id), refusal=sentence_for(error)[1]
        )
        return page, 403
    session.pop(KIOSK)
    answer = make_response(redirect(url_for("boards.show", quiz_id=quiz_id), 303))
    answer.delete_cookie(SEAT_COOKIE)
    return answer


def handovers_attempt(participant):
    """The attempt of the person who sat down."""
    return seats.attempt_of(participant.id)


def _kiosk_quiz() -> int:
    if KIOSK not in session:
        raise DomainError("seat_unknown")
    return session[KIOSK]
