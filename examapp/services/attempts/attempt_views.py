"""What the device of the person who answers is told of the attempt; never keys before the hand-in."""

import json
from datetime import datetime

from sqlalchemy import Row, bindparam, select

from examapp.domain.attempts import count_responses
from examapp.domain.errors import DomainError
from examapp.extensions import db
from examapp.models.attempts import Attempt
from examapp.services.attempts.attempts import stored_steps, to_ms
from examapp.services.attempts.standing_clocks import pause_reason, paused_left
from examapp.services.core.transactions import reading
from examapp.services.items.item_contents import get_items
from examapp.services.items.item_views import describe_choices, describe_surroundings
from question_bank.model import Item

# Seconds until the page asks again: in a quiz the inspector waits, in an exam many thousands ask.
_AGAIN_IN_QUIZ, _AGAIN_IN_EXAM = 5, 10
_STANDING = select(
    Attempt.state,
    Attempt.how,
    Attempt.deadline_ms,
    Attempt.paused_ms,
    Attempt.token_version,
    Attempt.registration_id,
    Attempt.participant_id,
).where(Attempt.id == bindparam("wanted"))


def describe_standing(attempt_id: str, *, token_version: int, now: datetime) -> dict:
    """How the paper stands, in one statement (two while its clock stands): what the page asks every few seconds.

    Raises attempt_unknown, attempt_moved.
    """
    with reading():
        standing = db.session.execute(_STANDING, {"wanted": attempt_id}).one_or_none()
    if standing is None:
        raise DomainError("attempt_unknown", attempt=attempt_id)
    if standing.token_version != token_version:
        raise DomainError("attempt_moved")
    return {
        "state": standing.state,
        "how": standing.how,
        "server_time": to_ms(now),
        "deadline": standing.deadline_ms,
        **_describe_pause(standing, to_ms(now)),
        "again_seconds": _AGAIN_IN_QUIZ if standing.registration_id is None else _AGAIN_IN_EXAM,
    }


def describe_attempt(attempt: Attempt, *, now: datetime) -> dict:
    """What the device is told: slots without keys, stored responses, server time. Never keys before the hand-in."""
    steps = stored_steps(attempt.id)
    responses = count_responses(steps, until_ms=None)
    paper = json.loads(attempt.paper)
    items = get_items((slot["item"], slot["revision"]) for slot in paper["slots"])
    return {
        "id": attempt.id,
        "state": attempt.state,
        "begun": attempt.begun_ms is not None,
        "server_time": to_ms(now),
        "deadline": attempt.deadline_ms,
        **_describe_pause(attempt, to_ms(now)),
        "last_seq": max((step.seq for step in steps), default=0),
        "slots": [
            _describe_slot(number, slot, items[(slot["item"], slot["revision"])], responses.get(number, ()))
            for number, slot in enumerate(paper["slots"], start=1)
        ],
    }


def _describe_pause(attempt: Attempt | Row, now_ms: int) -> dict:
    left = paused_left(attempt.deadline_ms, attempt.paused_ms, now_ms)
    return {"paused_left": left, "pause_reason": "" if left is None else pause_reason(attempt)}


def _describe_slot(number: int, slot: dict, item: Item, response: tuple[str, ...]) -> dict:
    return {
        "slot": number,
        "type": item.type.value,
        "stem": item.stem,
        "read_aloud": item.read_aloud,
        "points": slot["points"],
        "choices": describe_choices(item, slot["choices"]),
        "response": list(response),
        **describe_surroundings(item),
    }
