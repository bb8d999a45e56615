"""What a person sees after handing in: score, verdict, and each mistake with the right answer, why, and the article."""

import json
from collections.abc import Mapping
from datetime import datetime

from examapp.domain.answer_words import word_key, word_response
from examapp.domain.errors import DomainError
from examapp.domain.rulings import Effect, Ruling, item_under
from examapp.extensions import db
from examapp.models.attempts import Attempt, AttemptResult
from examapp.models.exams import Exam
from examapp.services.attempts.attempt_owners import cut_score_of
from examapp.services.attempts.attempts import HandIn, latest_result
from examapp.services.attempts.rulings import ItemKey, get_rulings, reasons_of
from examapp.services.items.item_contents import get_items
from examapp.services.items.item_views import describe_choices, describe_surroundings
from question_bank.model import Item


def explain_result(attempt_id: str, *, now: datetime) -> dict:
    """The result with explanations. Raises result_not_ready before the hand-in: keys depend on the server's state.

    An exam that shows results after its close gives only the receipt until then: no score, no keys, `shown_at` instead.
    """
    attempt = db.session.get(Attempt, attempt_id)
    if attempt is None:
        raise DomainError("attempt_unknown", attempt=attempt_id)
    if attempt.state != "submitted":
        # What was handed in stays so; anything else may have moved on since it was read.
        db.session.refresh(attempt)
    result = latest_result(attempt_id) if attempt.state == "submitted" else None
    if result is None:
        raise DomainError("result_not_ready")
    return explain_hand_in(HandIn(attempt, result), now=now)


def explain_hand_in(hand_in: HandIn, *, now: datetime) -> dict:
    """The same of a hand-in that was just made, without reading it again."""
    attempt, result = hand_in.attempt, hand_in.result
    receipt = describe_receipt(attempt)
    shown_at = results_shown_at(attempt)
    if shown_at is not None and now < shown_at:
        return {**receipt, "shown_at": int(shown_at.timestamp() * 1000)}
    return {
        **receipt,
        "score_tenths": result.score_tenths,
        "full_tenths": result.full_tenths,
        "passed": result.passed,
        "cut_score": cut_score_of(attempt),
        "version": result.version,
        "slots": explain_slots(attempt, result, hand_in.rulings),
    }


def describe_receipt(attempt: Attempt) -> dict:
    """That the paper was handed in, how and when; no score and no key."""
    return {
        "id": attempt.id,
        "state": attempt.state,
        "how": attempt.how,
        "submitted_at": attempt.submitted_ms,
    }


def results_shown_at(attempt: Attempt) -> datetime | None:
    """When the results of the attempt's exam are shown; None = at once."""
    if attempt.registration is None or attempt.registration.exam.shows == "at_once":
        return None
    return attempt.registration.exam.closes_at


def are_results_shown(exam: Exam, *, now: datetime) -> bool:
    """Whether people may know by now how they did in this exam."""
    return exam.shows == "at_once" or now >= exam.closes_at


def explain_slots(
    attempt: Attempt, result: AttemptResult, rulings: Mapping[ItemKey, Ruling] | None = None
) -> list[dict]:
    """One dict per slot: stem, choices, picture, case, mine and right as ids and in words, rationale, citations."""
    paper = json.loads(attempt.paper)
    marks, responses = json.loads(result.marks), json.loads(result.responses)
    items = get_items((slot["item"], slot["revision"]) for slot in paper["slots"])
    rulings = get_rulings(items) if rulings is None else rulings
    reasons = reasons_of(rulings) if rulings else {}
    return [
        explain_slot(
            number,
            slot,
            items[(slot["item"], slot["revision"])],
            response,
            mark,
            rulings.get((slot["item"], slot["revision"])),
            reasons.get((slot["item"], slot["revision"]), ""),
        )
        for number, (slot, response, mark) in enumerate(
            zip(paper["slots"], responses, marks, strict=True), start=1
        )
    ]


def explain_slot(
    number: int,
    slot: dict,
    item: Item,
    response: list[str],
    mark_tenths: int,
    ruling: Ruling | None = None,
    reason: str = "",
) -> dict:
    """One slot in words: what was asked, mine, right, why, the law, and what was decided on appeal.

    A ruled item is explained by the `reason` of the ruling: its own words and articles argue for another key.
    """
    item = item_under(item, ruling)
    void = ruling is not None and ruling.effect is Effect.void
    return {
        "slot": number,
        "item": item.id,
        "topic": item.topic.value,
        "type": item.type.value,
        "stem": item.stem,
        "choices": describe_choices(item, slot["choices"]),
        **describe_surroundings(item),
        "mine": response,
        "mine_words": word_response(item, response),
        "right": list(item.answer_key),
        "right_words": word_key(item),
        "correct": void or mark_tenths == slot["points"] * 10,
        "ruling": ruling.label if ruling else "",
        "mark_tenths": mark_tenths,
        "points": slot["points"],
        "rationale": item.rationale if ruling is None else reason,
        "citations": _cite(item) if ruling is None else [],
    }


def _cite(item: Item) -> list[dict]:
    return [
        {
            "slug": citation.law,
            "law": citation.law_name,
            "article": citation.article,
            "version": citation.version,
        }
        for citation in item.citations
    ]
