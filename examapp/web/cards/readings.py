"""Rows that a person looks at, pictures of which one counts, and the reading that the person signs."""

import io

from flask import Blueprint, Response, redirect, render_template, request, send_file, url_for

from examapp.adapters.answer_cards.flat_pages import cut_row
from examapp.domain.answer_cards.layout import PRINTS
from examapp.domain.errors import DomainError
from examapp.services.cards import card_forms, readings, settlements
from examapp.services.core.scopes import get_spot_quiz
from examapp.web.access import current_actor, now, ports, requires
from examapp.web.quizzes.confirmations.views import read_strokes
from examapp.web.quizzes.spot_quizzes.forms import read_reason
from examapp.web.sentences import sentence_for

bp = Blueprint("card_readings", __name__, url_prefix="/tablet/quizzes/<int:quiz_id>/paper")
TOLD_HERE = frozenset(
    {"gone_reason_missing", "reason_odd_signs", "reason_too_long", "signature_empty", "signature_malformed"}
)


@bp.get("/doubts")
@requires("spot_quizzes.run")
def doubts(quiz_id: int):
    """The next row that the machine could not read for sure, as a picture with the answers below."""
    quiz = get_spot_quiz(current_actor(), quiz_id)
    standings = [
        standing
        for standing in readings.list_standings(quiz_id)
        if standing.card.participant.state == "answering" and standing.doubts
    ]
    if not standings:
        return redirect(url_for("cards.show", quiz_id=quiz_id))
    left = sum(len(standing.doubts) for standing in standings)
    doubt = standings[0].doubts[0]
    return render_template(
        "cards/doubt.html", quiz=quiz, doubt=doubt, left=left, person=standings[0].card.participant
    )


@bp.post("/pages/<int:page_id>/rows/<int:slot>")
@requires("spot_quizzes.run")
def rule(quiz_id: int, page_id: int, slot: int):
    """What somebody sees in the row."""
    values = [value for value in request.form.getlist("value") if value]
    part = request.form.get("part", "")[:10]
    readings.rule_row(page_id, slot, part, values, actor=current_actor(), now=now())
    back = request.form.get("card")
    if back and back.isdigit():
        return redirect(url_for(".show", quiz_id=quiz_id, card_id=int(back)), 303)
    return redirect(url_for(".doubts", quiz_id=quiz_id), 303)


@bp.get("/pages/<int:page_id>/rows/<int:slot>/picture.jpg")
@requires("spot_quizzes.run")
def row_picture(quiz_id: int, page_id: int, slot: int):
    """The row as it was written, cut out of the page."""
    page = readings.get_page(current_actor(), page_id)
    row, _ = readings.row_of(page, slot, request.args.get("part", ""))
    flat = readings.picture_of(page, ports())
    return _jpeg(cut_row(flat, row, PRINTS[page.answer_card.size].side))


@bp.get("/pages/<int:page_id>/picture.jpg")
@requires("spot_quizzes.run")
def picture(quiz_id: int, page_id: int):
    """The whole page."""
    return _jpeg(readings.picture_of(readings.get_page(current_actor(), page_id), ports()))


def _jpeg(content: bytes) -> Response:
    return send_file(io.BytesIO(content), "image/jpeg", max_age=0)


@bp.post("/pages/<int:page_id>/choosing")
@requires("spot_quizzes.run")
def choose(quiz_id: int, page_id: int):
    """Of two pictures of one page this one counts."""
    readings.choose_picture(page_id, actor=current_actor(), now=now())
    return redirect(url_for("cards.show", quiz_id=quiz_id), 303)


@bp.get("/cards/<int:card_id>")
@requires("spot_quizzes.run")
def show(quiz_id: int, card_id: int):
    """What was read, for the person to look at and sign."""
    return _page(quiz_id, card_id)


@bp.post("/cards/<int:card_id>")
@requires("spot_quizzes.run")
def settle(quiz_id: int, card_id: int):
    """The person signs the reading, or has gone."""
    gone = "gone" in request.form
    try:
        settlements.settle_card(
            card_id,
            strokes=None if gone else read_strokes(),
            reason=read_reason(request.form) if gone else "",
            actor=current_actor(),
            now=now(),
            ports=ports(),
        )
    except DomainError as error:
        if error.code not in TOLD_HERE:
            raise
        return _page(quiz_id, card_id, error), 422
    return redirect(url_for("cards.show", quiz_id=quiz_id), 303)


def _page(quiz_id: int, card_id: int, error: DomainError | None = None) -> str | Response:
    card = card_forms.get_card(current_actor(), card_id)
    standing = readings.standing_of(card)
    if card.settled_at is not None or not standing.is_whole:
        return redirect(url_for("cards.show", quiz_id=quiz_id))
    return render_template(
        "cards/reading.html",
        quiz=get_spot_quiz(current_actor(), quiz_id),
        card=card,
        standing=standing,
        lines=settlements.explain_reading(standing),
        error_text=sentence_for(error)[1] if error else "",
        entered=request.form,
    )
