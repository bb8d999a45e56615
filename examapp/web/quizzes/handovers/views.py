"""Kiosk pages on the inspector's tablet.
While a handover runs, this browser holds no staff session and sees nothing else.
"""

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask_login import current_user

from examapp.domain.errors import DomainError
from examapp.models.handovers import Handover
from examapp.services.attempts.attempt_owners import cut_score_of
from examapp.services.attempts.attempt_progress import progress_of
from examapp.services.core.scopes import get_spot_quiz
from examapp.services.quizzes import handover_queues, handovers, seats
from examapp.web.access import CANDIDATE, current_actor, now, open_to, requires
from examapp.web.cookies import KIOSK, give_cookie, take_cookie
from examapp.web.cookies import SEAT as SEAT_COOKIE
from examapp.web.people.sign_ins.views import hold_session, own_page
from examapp.web.quizzes.handovers.keeping import first_page, keep_inside, lend, sign_out_here, take_back
from examapp.web.quizzes.joins.views import SEAT_SECONDS
from examapp.web.refusals import refuse_domain
from examapp.web.sentences import sentence_for

bp = Blueprint("handovers", __name__, url_prefix="/handover")
bp.before_app_request(keep_inside)


@bp.errorhandler(DomainError)
def lead_back(error: DomainError):
    """A tablet that was taken back meanwhile, by another window or device, goes to the board or its sign-in form."""
    if error.code not in ("handover_over", "handover_locked", "handover_expired"):
        return refuse_domain(error)
    lent = handovers.look_up(_token())
    board = url_for("boards.show", quiz_id=lent.spot_quiz_id) if lent else url_for("home.root")
    if error.code == "handover_over":
        # A window that was sent to the queue and asks for it before it hears of the return goes where it was.
        return take_back(redirect(own_page("from") or board, 303))
    sign_out_here()
    flash(sentence_for(error)[1], "bad")
    return take_back(redirect(url_for("sign_ins.show", next=board), 303))


@bp.get("/start/<int:quiz_id>")
@requires("spot_quizzes.run")
def prepare(quiz_id: int):
    """Choose the PIN; say who is in the queue."""
    return _prepare_page(quiz_id)


@bp.post("/start/<int:quiz_id>")
@requires("spot_quizzes.run")
def begin(quiz_id: int):
    """Lock the tablet to the queue; the staff session stays on the server."""
    try:
        token = handovers.begin_handover(
            quiz_id,
            request.form.get("pin", ""),
            session_token=current_user.token,
            actor=current_actor(),
            now=now(),
            called=request.form.getlist("called", type=int),
            seen=request.form.getlist("seen", type=int),
        )
    except DomainError as error:
        if error.code not in ("pin_malformed", "queue_empty"):
            raise
        return _prepare_page(quiz_id, refusal=sentence_for(error)[1]), 422
    return lend(make_response(redirect(url_for(".queue"), 303)), token)


@bp.post("/<int:handover_id>/recall")
@requires("spot_quizzes.run")
def recall(handover_id: int):
    """End a handover whose tablet is lost, empty, or locked."""
    quiz_id = handovers.recall_handover(handover_id, actor=current_actor(), now=now())
    return redirect(url_for(".prepare", quiz_id=quiz_id), 303)


@bp.get("/queue")
@open_to(CANDIDATE)
def queue():
    """Names of those who may sit down. Whoever comes here has left the seat."""
    lent = handovers.get_handover(_token())
    return redirect(first_page(lent)) if lent.kind == "colleague" else _queue_page()


@bp.get("/queue/people")
@open_to(CANDIDATE)
def people():
    """The names alone: somebody may be confirmed from another inspector's phone while the tablet is out."""
    return render_template("quizzes/handovers/_people.html", **_queue(handovers.get_handover(_token())))


@bp.post("/queue/<int:participant_id>")
@open_to(CANDIDATE)
def sit(participant_id: int):
    """Sit down and see what will happen."""
    token = handovers.sit_down(_token(), participant_id, now=now())
    participant = seats.find_seat(token)
    attempt = seats.attempt_of(participant.id)
    answer = make_response(
        render_template(
            "quizzes/handovers/sit.html",
            participant=participant,
            attempt=attempt,
            progress=progress_of(attempt, now=now()),
            cut_score=cut_score_of(attempt),
        )
    )
    give_cookie(answer, SEAT_COOKIE, token, seconds=SEAT_SECONDS)
    return answer


@bp.post("/wipe")
@open_to(CANDIDATE)
def wipe():
    """Leave no trace of this person: seat cookie gone,
    and the browser's storage unless it may keep somebody's answers.
    """
    nobody_answers = handovers.leave_seat(_token())
    answer = make_response(redirect(url_for(".queue"), 303))
    take_cookie(answer, SEAT_COOKIE)
    if nobody_answers:
        answer.headers["Clear-Site-Data"] = '"storage"'
    return answer


@bp.post("/end")
@open_to(CANDIDATE)
def end():
    """Back to the inspector's page, by PIN; a handful of tries, then the inspector signs in again."""
    lent = handovers.get_handover(_token())
    quiz_id, to_colleague, first = lent.spot_quiz_id, lent.kind == "colleague", first_page(lent)
    try:
        session_token = handovers.end_handover(_token(), request.form.get("pin", ""), now=now())
    except DomainError as error:
        if error.code not in ("pin_malformed", "pin_wrong"):
            raise
        # By another address: a reload of the page types no PIN again.
        flash(sentence_for(error)[1], "bad")
        return redirect(first, 303)
    # Somebody who signed in meanwhile does not stay signed in behind the back of the owner.
    sign_out_here()
    hold_session(session_token)
    goal = "signings.show" if to_colleague else "boards.show"
    return take_back(make_response(redirect(url_for(goal, quiz_id=quiz_id), 303)))


def _prepare_page(quiz_id: int, refusal: str | None = None) -> str:
    quiz = get_spot_quiz(current_actor(), quiz_id)
    return render_template(
        "quizzes/handovers/prepare.html",
        quiz=quiz,
        people=handover_queues.list_confirmed(quiz_id),
        expected=handover_queues.list_expected(quiz_id),
        elsewhere=handover_queues.own_devices(quiz_id),
        entered=request.form.getlist("called", type=int),
        seen=request.form.getlist("seen", type=int),
        pause=handover_queues.find_pause_of(quiz_id, now=now()),
        lent=handovers.list_handovers(quiz_id),
        refusal=refusal,
    )


def _queue_page():
    handover = handovers.get_handover(_token())
    answer = make_response(render_template("quizzes/handovers/queue.html", **_queue(handover)))
    # Another window of this browser that was sent here is nobody who got up.
    if "from" not in request.args:
        take_cookie(answer, SEAT_COOKIE)
    return answer


def _queue(handover: Handover) -> dict:
    quiz_id = handover.spot_quiz_id
    return {
        "people": handover_queues.list_queue(quiz_id, handover.called),
        "pause": handover_queues.find_pause_of(quiz_id, now=now()),
    }


def _token() -> str:
    return request.cookies.get(KIOSK, "")
