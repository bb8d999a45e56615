"""The open quiz on the tablet: QR, live board, nods, minutes, closing, talk card, signatures, the finished record."""

from flask import Blueprint, Response, current_app, jsonify, redirect, render_template, request, url_for

from examapp.adapters.documents.qr_codes import qr_svg
from examapp.models.inspections import SpotQuiz
from examapp.services.attempts import other_blueprints
from examapp.services.attempts.explanations import explain_result
from examapp.services.core.printing import is_printed
from examapp.services.core.scopes import get_spot_quiz
from examapp.services.quizzes import boards, records, seat_control, signatures
from examapp.services.quizzes.participants import attempt_of
from examapp.services.quizzes.rectifications import list_of_quiz
from examapp.web.access import current_actor, ending_grace, now, ports, requires
from examapp.web.addresses import public_base_url
from examapp.web.quizzes.spot_quizzes.views import step_address

bp = Blueprint("boards", __name__, url_prefix="/tablet/quizzes/<int:quiz_id>")


def _watched(quiz_id: int) -> tuple[SpotQuiz, dict]:
    quiz = get_spot_quiz(current_actor(), quiz_id)
    return quiz, boards.watch_board(quiz, now=now(), grace_seconds=ending_grace(), ports=ports())


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
    board = boards.read_board(quiz, now=now(), grace_seconds=ending_grace())
    return render_template(
        "quizzes/spot_quizzes/board.html",
        quiz=quiz,
        board=board,
        address=address,
        qr=qr_svg(address),
        others=other_blueprints.of_quiz(quiz_id),
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
    return render_template("quizzes/spot_quizzes/_people.html", quiz=quiz, board=board)


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


@bp.get("/signatures")
@requires("spot_quizzes.run")
def sign_list(quiz_id: int):
    """Who has signed, who is next."""
    quiz = get_spot_quiz(current_actor(), quiz_id)
    digest = signatures.results_digest(quiz)
    held = {row.signer: row for row in signatures.signatures_over(quiz_id, digest)}
    earlier = {row.signer for row in signatures.held_signatures(quiz_id)} - set(held)
    signers = signatures.list_signers(quiz)
    wanted = request.args.get("signer") or next((one.key for one in signers if one.key not in held), None)
    chosen = next((one for one in signers if one.key == wanted and one.key not in held), None)
    attempt = attempt_of(chosen.participant_id) if chosen and chosen.participant_id else None
    own = explain_result(attempt.id, now=now()) if attempt else None
    return render_template(
        "quizzes/spot_quizzes/signatures.html",
        quiz=quiz,
        signers=signers,
        held=held,
        earlier=earlier,
        record=records.current_record(quiz_id),
        chosen=chosen,
        digest=digest,
        own=own,
    )


@bp.post("/signatures")
@requires("spot_quizzes.run")
def sign(quiz_id: int):
    """Keep one signature or refusal."""
    signatures.sign(
        quiz_id,
        request.form.get("signer", ""),
        strokes=_strokes(),
        refusal_reason=request.form.get("refusal_reason", ""),
        refused="refused" in request.form,
        name=request.form.get("name", ""),
        actor=current_actor(),
        now=now(),
    )
    return redirect(url_for(".sign_list", quiz_id=quiz_id), 303)


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
    return render_template(
        "quizzes/spot_quizzes/finished.html",
        quiz=quiz,
        record=found,
        address=address,
        qr=qr_svg(address),
        rectifications=list_of_quiz(quiz_id),
    )


@bp.get("/finished/printed")
@requires("spot_quizzes.run")
def printed(quiz_id: int):
    """Whether the PDF is made; asked by the page that shows it, so that no request waits for the printer."""
    get_spot_quiz(current_actor(), quiz_id)
    record = records.current_record(quiz_id)
    return jsonify(printed=record is not None and is_printed(record))


def _strokes() -> object:
    return request.get_json(silent=True) if request.is_json else _parsed(request.form.get("strokes", ""))


def _parsed(text: str) -> object:
    try:
        return current_app.json.loads(text) if text else []
    except ValueError:
        return []


def _back(quiz_id: int):
    return redirect(url_for(".show", quiz_id=quiz_id), 303)
