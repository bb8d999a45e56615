"""The end of a card: the person sees what was read of it and signs; then it is marked like any other paper."""

import json
from datetime import datetime

from examapp.domain.answer_cards.layout import letter_of
from examapp.domain.errors import DomainError
from examapp.domain.permissions import Actor
from examapp.domain.reasons import checked_reason
from examapp.extensions import db
from examapp.models.answer_cards import AnswerCard
from examapp.models.inspections import Participant
from examapp.services.attempts.paper_answers import store_paper_answers
from examapp.services.cards.card_forms import get_card, slots_of
from examapp.services.cards.readings import CardStanding, standing_of
from examapp.services.cards.sittings import find_sitting
from examapp.services.core.audit import record_act
from examapp.services.core.ports import Ports
from examapp.services.core.sealed_fields import seal_field
from examapp.services.core.transactions import canonical_json, digest_text, transaction
from examapp.services.quizzes.signatures import check_strokes
from examapp.services.quizzes.spot_quizzes import locked_quiz, require_state
from question_bank.types import rules_of


def explain_reading(standing: CardStanding) -> list[dict]:
    """What was read of each item, for the person's eyes: number, stem, letters on the card, words; no key."""
    lines = []
    for number, (slot, item) in enumerate(slots_of(standing.attempt), start=1):
        response = standing.responses.get(number, ())
        lines.append(
            {
                "number": number,
                "stem": item.stem,
                "words": rules_of(item.type.value).word_response(item, response) if response else "",
                "letters": _letters(slot["choices"], response),
            }
        )
    return lines


def _letters(choices: list[str], response: tuple[str, ...]) -> str:
    """A, C as they stand on the printed paper, for whoever compares; "" where letters say nothing."""
    places = {choice: letter_of(place) for place, choice in enumerate(choices)}
    return "、".join(places[value] for value in response if value in places) if len(places) > 2 else ""


def settle_card(
    card_id: int, *, strokes: list | None, reason: str = "", actor: Actor, now: datetime, ports: Ports
) -> None:
    """The person signed the reading, or is not here to (`reason`); answers are stored and marked. Twice is once.

    Raises card_unread while a page is missing, doubled or in doubt; signature_empty and what check_strokes refuses;
    gone_reason_missing, reason_odd_signs, reason_too_long, state_conflict.
    """
    quiz_id = get_card(actor, card_id).participant.spot_quiz_id
    reason = "" if strokes is not None else checked_reason(reason)
    if strokes is not None:
        check_strokes(strokes)
    elif not reason:
        raise DomainError("gone_reason_missing")
    with transaction():
        require_state(locked_quiz(quiz_id), "open")
        card = db.session.get(AnswerCard, card_id, with_for_update=True, populate_existing=True)
        if card.settled_at is not None:
            return
        standing = _whole_standing(card)
        _store(standing, actor, now)
        card.settled_at, card.settled_by, card.reason = now, actor.label[:60], reason
        card.settled_how = "absent" if strokes is None else "signed"
        if strokes is not None:
            seal_field(card, "strokes_sealed", json.dumps(strokes, separators=(",", ":")), ports.sealer)
        facts = {"how": card.settled_how, "reason": card.reason, "pages": _digests(standing)}
        subject = f"participant:{card.participant_id}"
        record_act("card.settled", subject, actor=actor, now=now, data=facts)


def _whole_standing(card: AnswerCard) -> CardStanding:
    person = db.session.get(Participant, card.participant_id, with_for_update=True, populate_existing=True)
    if person.state != "answering":
        raise DomainError("state_conflict", state=person.state)
    standing = standing_of(card)
    if not standing.is_whole:
        raise DomainError("card_unread", missing=standing.missing)
    return standing


def _store(standing: CardStanding, actor: Actor, now: datetime) -> None:
    sitting = find_sitting(standing.card.participant.spot_quiz_id)
    answers = canonical_json({str(slot): list(response) for slot, response in standing.responses.items()})
    store_paper_answers(
        standing.attempt.id,
        standing.responses,
        begun_at=sitting.begun_at,
        collected_at=sitting.collected_at,
        facts={"card": standing.card.code, "pages": _digests(standing), "answers": digest_text(answers)},
        actor=actor,
        now=now,
    )


def _digests(standing: CardStanding) -> list[str]:
    return [page.flat_digest for page in standing.pages if not page.set_aside]
