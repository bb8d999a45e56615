"""The nod on the board: grant a waiting device, say why not, take a refusal back, grant all who stand there."""

from flask import Blueprint, redirect, render_template, request, url_for

from examapp.domain.errors import DomainError
from examapp.services.core.scopes import get_spot_quiz
from examapp.services.quizzes import seat_claims
from examapp.web.access import current_actor, now, ports, requires
from examapp.web.numbers import whole
from examapp.web.quizzes.spot_quizzes.forms import read_reason
from examapp.web.sentences import sentence_for

bp = Blueprint("seat_claims", __name__, url_prefix="/tablet/quizzes/<int:quiz_id>/claims")


@bp.post("/<int:claim_id>/grant")
@requires("spot_quizzes.run")
def grant(quiz_id: int, claim_id: int):
    """Face and card were compared; `person` when a walk-in was recognised as somebody of the list."""
    seat_claims.grant_claim(
        claim_id,
        request.form.get("level", "id_card_checked"),
        actor=current_actor(),
        now=now(),
        ports=ports(),
        participant_id=request.form.get("person", None, whole),
    )
    return _back(quiz_id)


@bp.post("/grants")
@requires("spot_quizzes.run")
def grant_all(quiz_id: int):
    """Everybody of the list who waits stands here and was compared: exactly those whom the page showed."""
    get_spot_quiz(current_actor(), quiz_id)
    claim_ids = request.form.getlist("claim", type=int)
    seat_claims.grant_waiting(quiz_id, claim_ids, actor=current_actor(), now=now(), ports=ports())
    return _back(quiz_id)


@bp.get("/<int:claim_id>/refusal")
@requires("spot_quizzes.run")
def ask_why(quiz_id: int, claim_id: int):
    """Why not? One tap on a reason."""
    return _why_page(quiz_id, claim_id)


@bp.post("/<int:claim_id>/refusal")
@requires("spot_quizzes.run")
def decline(quiz_id: int, claim_id: int):
    """It is somebody else, or nothing shows who it is."""
    try:
        seat_claims.decline_claim(claim_id, read_reason(request.form), actor=current_actor(), now=now())
    except DomainError as error:
        if error.code not in ("refusal_reason_missing", "reason_odd_signs", "reason_too_long"):
            raise
        return _why_page(quiz_id, claim_id, sentence_for(error)[1]), 422
    return _back(quiz_id)


@bp.post("/<int:claim_id>/refusal/undo")
@requires("spot_quizzes.run")
def undo(quiz_id: int, claim_id: int):
    """It was the wrong tap: the device waits again."""
    seat_claims.take_back_refusal(claim_id, actor=current_actor(), now=now())
    return _back(quiz_id)


@bp.post("/refusals")
@requires("spot_quizzes.run")
def decline_all(quiz_id: int):
    """Nobody of those who wait without being on the list is here."""
    seat_claims.decline_walk_ins(quiz_id, "现场没有这些人", actor=current_actor(), now=now())
    return _back(quiz_id)


def _why_page(quiz_id: int, claim_id: int, refusal: str = "") -> str:
    claim = seat_claims.get_claim(current_actor(), claim_id)
    return render_template(
        "quizzes/spot_quizzes/refusal.html",
        quiz=get_spot_quiz(current_actor(), quiz_id),
        claim=claim,
        name=claim.participant.name if claim.participant else claim.name,
        refusal=refusal,
        entered=request.form,
    )


def _back(quiz_id: int):
    return redirect(url_for("boards.show", quiz_id=quiz_id), 303)
