"""Signatures on the tablet: people one after the other, this session's inspector; the other one is waited for."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask_login import current_user

from examapp.adapters.documents.qr_codes import qr_svg
from examapp.domain.errors import DomainError
from examapp.models.inspections import SpotQuiz
from examapp.services.attempts.explanations import explain_result
from examapp.services.core.scopes import get_spot_quiz
from examapp.services.quizzes import confirmations, records, signatures
from examapp.services.quizzes.lost_seeds import are_seeds_lost
from examapp.services.quizzes.participants import attempt_of
from examapp.services.quizzes.quiz_facts import facts_of
from examapp.services.quizzes.signatures import Remarks, Signer
from examapp.web.access import current_actor, now, ports, requires
from examapp.web.addresses import public_base_url
from examapp.web.quizzes.confirmations.views import read_strokes

bp = Blueprint("signings", __name__, url_prefix="/tablet/quizzes/<int:quiz_id>/signatures")


@bp.get("")
@requires("spot_quizzes.run")
def show(quiz_id: int):
    """Who has signed, who is next."""
    quiz = get_spot_quiz(current_actor(), quiz_id)
    if quiz.state == "withdrawn":
        return redirect(url_for("boards.finished", quiz_id=quiz_id))
    facts = _signing(quiz)
    chosen = _choose(facts)
    attempt = attempt_of(chosen.participant_id) if chosen and chosen.participant_id else None
    address = f"{public_base_url()}{url_for('confirmations.show', quiz_id=quiz_id)}"
    return render_template(
        "quizzes/spot_quizzes/signatures.html",
        **facts,
        record=records.current_record(quiz_id),
        seeds_lost=are_seeds_lost(quiz, ports()),
        chosen=chosen,
        chosen_key=chosen.key if chosen else "",
        own=explain_result(attempt.id, now=now()) if attempt else None,
        address=address,
        qr=qr_svg(address),
    )


@bp.get("/rows")
@requires("spot_quizzes.run")
def rows(quiz_id: int):
    """The live list of who has signed."""
    facts = _signing(get_spot_quiz(current_actor(), quiz_id))
    chosen_key = request.args.get("signer", "")
    return render_template("quizzes/spot_quizzes/_signers.html", **facts, chosen_key=chosen_key)


@bp.get("/colleague")
@requires("spot_quizzes.run")
def colleague(quiz_id: int):
    """What the other inspector has said so far; once confirmed another address, which reloads the page."""
    facts = _signing(get_spot_quiz(current_actor(), quiz_id))
    wanted = request.args.get("signer", "")
    chosen = next((signer for signer in facts["signers"] if signer.key == wanted), None)
    standing = facts["standings"].get(wanted)
    if chosen is None or standing is None or wanted in facts["held"]:
        return redirect(url_for(".show", quiz_id=quiz_id))
    return render_template("quizzes/spot_quizzes/_colleague.html", chosen=chosen, standing=standing)


@bp.post("")
@requires("spot_quizzes.run")
def sign(quiz_id: int):
    """Keep one signature or refusal."""
    signatures.sign(
        quiz_id,
        request.form.get("signer", ""),
        strokes=read_strokes(),
        refusal_reason=request.form.get("refusal_reason", ""),
        refused="refused" in request.form,
        name=request.form.get("name", ""),
        session_token=current_user.token,
        actor=current_actor(),
        now=now(),
        remarks=_remarks(),
    )
    return redirect(url_for(".show", quiz_id=quiz_id), 303)


def _remarks() -> Remarks:
    """What was tapped and typed beside the signature; words without a tap are an opinion too.

    Raises opinion_unwritten where there is an opinion and no words.
    """
    form, words = request.form, request.form.get("opinion", "").strip()
    if form.get("has_opinion") == "yes" and not words:
        raise DomainError("opinion_unwritten")
    asked = form.get("has_opinion") in ("yes", "no")
    return Remarks(
        opinion=None if not asked and not words else "" if form.get("has_opinion") == "no" else words,
        notice={"yes": True, "no": False}.get(form.get("notice", "")),
        witness=form.get("witness", ""),
    )


def _signing(quiz: SpotQuiz) -> dict:
    digest = signatures.results_digest(quiz)
    held = signatures.valid_signatures(quiz, digest)
    return {
        "quiz": quiz,
        "wording": facts_of(quiz).get("wording"),
        "digest": digest,
        "signers": signatures.list_signers(quiz),
        "held": held,
        "earlier": {row.signer for row in signatures.held_signatures(quiz.id)} - set(held),
        "standings": {
            standing.signer.key: standing
            for standing in confirmations.list_standings(quiz, current_actor(), digest)
        },
    }


def _may_sign_after_all(signer: Signer, facts: dict) -> bool:
    held = facts["held"].get(signer.key)
    return held is not None and held.refused and facts["quiz"].state == "closed"


def _choose(facts: dict) -> Signer | None:
    """The one who was tapped; else the first who can sign here; else whom the record waits for."""
    unsigned = [signer for signer in facts["signers"] if signer.key not in facts["held"]]
    # Noted as refusing by mistake, or thought better of it: until the record is made the field opens again.
    open_still = unsigned + ([one for one in facts["signers"] if _may_sign_after_all(one, facts)])
    elsewhere = {key for key, standing in facts["standings"].items() if not standing.own}
    wanted = request.args.get("signer")
    for signer in open_still:
        if signer.key == wanted:
            return signer
    here = [signer for signer in unsigned if signer.key not in elsewhere]
    return next(iter(here or unsigned), None)
