"""The page of an inspector who confirms: firm, people, results and reasons, the signature, or sending back."""

from flask import Blueprint, current_app, flash, make_response, redirect, render_template, request, url_for
from flask_login import current_user

from examapp.services.core.scopes import get_spot_quiz
from examapp.services.people.sign_ins import actor_of
from examapp.services.quizzes import boards, confirmations, quiz_facts, records, signatures, turns
from examapp.web.access import CANDIDATE, current_actor, now, open_to, requires
from examapp.web.quizzes.handovers.keeping import find_lent, lend, sign_out_here

bp = Blueprint("confirmations", __name__, url_prefix="/confirm/<int:quiz_id>")


@bp.get("")
@requires("spot_quizzes.run")
def show(quiz_id: int):
    """Everything that the record will say of these people, and what this inspector may do with it."""
    quiz, actor = get_spot_quiz(current_actor(), quiz_id), current_actor()
    ended = quiz.state in ("closed", "recorded")
    digest = signatures.results_digest(quiz) if ended else ""
    standings = confirmations.list_standings(quiz, actor, digest) if ended else []
    own = next((standing for standing in standings if standing.own), None)
    return render_template(
        "quizzes/confirmations/show.html",
        quiz=quiz,
        facts=quiz_facts.facts_of(quiz),
        own=own,
        again=own is not None and confirmations.signs_again(quiz, own.signer, digest),
        others=[standing for standing in standings if not standing.own],
        people=boards.read_board(quiz, now=now(), grace_seconds=None)["people"] if ended else [],
        reasons=confirmations.list_reasons(quiz, digest) if ended else [],
        digest=digest,
        record=records.current_record(quiz_id),
        lent=find_lent(),
    )


@bp.post("")
@requires("spot_quizzes.run")
def sign(quiz_id: int):
    """Confirm by the own signature over the results that the page showed."""
    signatures.sign(
        quiz_id,
        request.form.get("signer", ""),
        strokes=read_strokes(),
        refusal_reason="",
        name="",
        seen=request.form.get("digest", ""),
        session_token=current_user.token,
        actor=current_actor(),
        now=now(),
    )
    return _done(quiz_id, f"{current_actor().name} 已确认并签字。")


@bp.post("/sending-back")
@requires("spot_quizzes.run")
def send_back(quiz_id: int):
    """Say what is wrong; the colleague sees it on the tablet."""
    confirmations.send_back(
        quiz_id,
        request.form.get("signer", ""),
        request.form.get("reason", ""),
        session_token=current_user.token,
        actor=current_actor(),
        now=now(),
    )
    return _done(quiz_id, f"{current_actor().name} 已退回，原因在平板上能看到。")


@bp.post("/turn")
@requires("spot_quizzes.run")
def begin_turn(quiz_id: int):
    """Lend this tablet to the colleague; the own session stays on the server until the PIN brings it back."""
    facts = {"session_token": current_user.token, "actor": current_actor(), "now": now()}
    token = turns.begin_turn(quiz_id, request.form.get("pin", ""), **facts)
    return lend(make_response(redirect(url_for(".turn", quiz_id=quiz_id), 303)), token)


@bp.get("/turn")
@open_to(CANDIDATE)
def turn(quiz_id: int):
    """Whose turn it is, the way to sign in, and the way back."""
    lent = find_lent()
    if lent is None or lent.kind != "colleague" or lent.spot_quiz_id != quiz_id:
        return redirect(url_for(".show", quiz_id=quiz_id))
    owner = actor_of(lent.account_session.account)
    quiz = get_spot_quiz(owner, quiz_id)
    standings = confirmations.list_standings(quiz, owner, signatures.results_digest(quiz))
    return render_template(
        "quizzes/confirmations/turn.html",
        quiz=quiz,
        owner=owner,
        expected=any(standing.own for standing in confirmations.list_standings(quiz, current_actor(), ""))
        if current_user.is_authenticated
        else False,
        others=[standing for standing in standings if not standing.own],
    )


def _done(quiz_id: int, words: str):
    """To the page again; on a lent tablet the session of whoever confirmed ends at once."""
    if find_lent() is None:
        return redirect(url_for(".show", quiz_id=quiz_id), 303)
    sign_out_here()
    flash(words, "ok")
    return redirect(url_for(".turn", quiz_id=quiz_id), 303)


def read_strokes() -> object:
    """What was drawn, as the form carries it: JSON text, an empty list for nothing or for nonsense."""
    text = request.form.get("strokes", "")
    try:
        return current_app.json.loads(text) if text else []
    except ValueError:
        return []
