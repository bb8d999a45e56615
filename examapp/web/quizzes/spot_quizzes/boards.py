"""The open quiz on the tablet: QR, live board, nods, minutes, closing, talk card, signatures, the finished record."""

from flask import Blueprint, Response, jsonify, redirect, render_template, request, url_for

from examapp.adapters.documents.qr_codes import qr_svg
from examapp.models.inspections import SpotQuiz
from examapp.services.attempts import other_blueprints
from examapp.services.core.printing import is_printed
from examapp.services.core.scopes import get_spot_quiz
from examapp.services.quizzes import amendments, boards, likenesses, records, seat_control
from examapp.services.quizzes.lost_seeds import are_seeds_lost
from examapp.services.quizzes.rectifications import list_of_quiz
from examapp.web.access import current_actor, ending_grace, now, ports, requires
from examapp.web.addresses import public_base_url
from examapp.web.quizzes.spot_quizzes.views import step_address

bp = Blueprint("boards", __name__, url_prefix="/tablet/quizzes/<int:quiz_id>")


def _watched(quiz_id: int) -> tuple[SpotQuiz, dict]:
    quiz = get_spot_quiz(current_actor(), quiz_id)
    return quiz, boards.watch_board(quiz, now=now(), grace_seconds=ending_grace(), ports=ports())


def _tails(board: dict) -> dict[int, str]:
    outside = [
        claim["id"]
        for claim in board["claims"]
        if claim["participant_id"] is None and claim["state"] == "asked"
    ]
    return likenesses.typed_tails(outside, ports())


@bp.after_app_request
def renew(response: Response) -> Response:
    """Whoever does something to a quiz sees it at the next look: copies of its board are worthless from now on."""
    if request.method == "POST" and "quiz_id" in (request.view_args or {}):
        boards.renew_board(request.view_args["quiz_id"], ports=ports())
    return response


@bp.get("/board")
@requires("spot_quizzes.run")
def show(quiz_id: int):
    """The QR on the left, everybody on the right."""
    quiz = get_spot_quiz(current_actor(), quiz_id)
    if quiz.state != "open":
        return redirect(step_address(quiz))
    address = f"{public_base_url()}/q/{quiz.code}"
    board = boards.read_board(quiz, now=now(), grace_seconds=ending_grace(), ports=ports())
    return render_template(
        "quizzes/spot_quizzes/board.html",
        quiz=quiz,
        board=board,
        tails=_tails(board),
        address=address,
        qr=qr_svg(address),
        others=other_blueprints.of_quiz(quiz_id),
        seeds_lost=are_seeds_lost(quiz, ports()),
    )


@bp.get("/board.json")
@requires("spot_quizzes.run")
def data(quiz_id: int):
    """The live part of the board."""
    return jsonify(_watched(quiz_id)[1])


@bp.get("/board/people")
@requires("spot_quizzes.run")
def rows(quiz_id: int):
    """The live part of the board as HTML, for the page's own polling."""
    quiz, board = _watched(quiz_id)
    return render_template("quizzes/spot_quizzes/_people.html", quiz=quiz, board=board, tails=_tails(board))


@bp.post("/people/<int:participant_id>/identity")
@requires("spot_quizzes.run")
def confirm(quiz_id: int, participant_id: int):
    """Face and card were compared; the person answers on the device that waits, or on the tablet."""
    seat_control.confirm_identity(
        participant_id,
        request.form.get("level", "id_card_checked"),
        actor=current_actor(),
        now=now(),
        ports=ports(),
    )
    return _back(quiz_id)


@bp.get("/talk")
@requires("spot_quizzes.run")
def talk(quiz_id: int):
    """The three most-missed points, to be explained at once."""
    quiz = get_spot_quiz(current_actor(), quiz_id)
    board = boards.read_board(quiz, now=now(), grace_seconds=ending_grace())
    return render_template(
        "quizzes/spot_quizzes/talk.html", quiz=quiz, points=boards.make_talk_card(quiz), board=board
    )


@bp.post("/record")
@requires("spot_quizzes.run")
def record(quiz_id: int):
    """Make the record."""
    records.finish_record(
        quiz_id, base_url=public_base_url(), actor=current_actor(), now=now(), ports=ports()
    )
    return redirect(url_for(".finished", quiz_id=quiz_id), 303)


@bp.get("/finished")
@requires("spot_quizzes.run")
def finished(quiz_id: int):
    """The record is there."""
    quiz = get_spot_quiz(current_actor(), quiz_id)
    found = records.current_record(quiz_id)
    if found is None:
        return redirect(step_address(quiz))
    address = f"{public_base_url()}/r/{found.public_token}"
    token = quiz.inspection.rating_token
    return render_template(
        "quizzes/spot_quizzes/finished.html",
        quiz=quiz,
        record=found,
        printed=is_printed(found),
        address=address,
        qr=qr_svg(address),
        rating_qr=qr_svg(f"{public_base_url()}/visit/{token}") if token else "",
        rectifications=list_of_quiz(quiz_id),
        again=amendments.to_sign_again(quiz),
        changed=amendments.see_amending(found, current_actor()).changed,
    )


@bp.get("/finished/printed")
@requires("spot_quizzes.run")
def printed(quiz_id: int):
    """Whether the PDF is made; asked by the page that shows it, so that no request waits for the printer."""
    get_spot_quiz(current_actor(), quiz_id)
    record = records.current_record(quiz_id)
    return jsonify(printed=record is not None and is_printed(record))


def _back(quiz_id: int):
    return redirect(url_for(".show", quiz_id=quiz_id), 303)
