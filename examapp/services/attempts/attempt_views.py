"""What the device of the person who answers is told of the attempt; never keys before the hand-in."""

import json
from datetime import datetime

from examapp.domain.attempts import count_responses
from examapp.models.attempts import Attempt
from examapp.services.attempts.attempts import stored_steps, to_ms
from examapp.services.attempts.standing_clocks import pause_reason, paused_left
from examapp.services.items.item_contents import get_items
from examapp.services.items.item_views import describe_choices, describe_surroundings
from question_bank.model import Item


def describe_attempt(attempt: Attempt, *, now: datetime) -> dict:
    """What the device is told: slots without keys, stored responses, server time. Never keys before the hand-in."""
    steps = stored_steps(attempt.id)
    responses = count_responses(steps, until_ms=None)
    paper = json.loads(attempt.paper)
    items = get_items((slot["item"], slot["revision"]) for slot in paper["slots"])
    return {
        "id": attempt.id,
        "state": attempt.state,
        "server_time": to_ms(now),
        "deadline": attempt.deadline_ms,
        **_describe_pause(attempt, to_ms(now)),
        "last_seq": max((step.seq for step in steps), default=0),
        "slots": [
            _describe_slot(number, slot, items[(slot["item"], slot["revision"])], responses.get(number, ()))
            for number, slot in enumerate(paper["slots"], start=1)
        ],
    }


def _describe_pause(attempt: Attempt, now_ms: int) -> dict:
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
