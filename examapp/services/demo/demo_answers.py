"""Answers of fictional people, given through the same protocol as real ones."""

import json
import uuid
from datetime import datetime, timedelta
from random import Random

from examapp.models.attempts import Attempt
from examapp.services.attempts import attempt_starts, attempts, steps
from examapp.services.attempts.attempt_views import describe_attempt
from examapp.services.items.item_contents import get_items
from question_bank.model import EXPECTED_FACILITY
from question_bank.types import rules_of

GRACE = 5


def answer_attempt(dice: Random, attempt: Attempt, moment: datetime) -> None:
    """Answer as people of different skill do, and hand in after two to five minutes."""
    skill = dice.gauss(0.1, 0.09)
    attempt = attempt_starts.open_attempt(attempt.id, token_version=attempt.token_version, now=moment)
    described = describe_attempt(attempt, now=moment)
    items = get_items(_keys(attempt))
    body = {"steps": []}
    for slot, item in zip(described["slots"], items.values(), strict=True):
        right = dice.random() < min(0.99, EXPECTED_FACILITY[item.difficulty] + skill)
        step = {
            "id": str(uuid.UUID(int=dice.getrandbits(128), version=4)),
            "seq": slot["slot"],
            "slot": slot["slot"],
        }
        body["steps"].append(
            {
                **step,
                "response": list(item.answer_key)
                if right
                else rules_of(item.type).wrong_response(item, dice),
            }
        )
    later = moment + timedelta(seconds=dice.randrange(120, 280))
    steps.store_steps(
        attempt.id,
        body,
        token_version=attempt.token_version,
        now_ms=attempts.to_ms(later),
        grace_seconds=GRACE,
    )
    submission = str(uuid.UUID(int=dice.getrandbits(128), version=4))
    attempts.submit_attempt(
        attempt.id,
        submission,
        len(items),
        token_version=attempt.token_version,
        now=later,
        grace_seconds=GRACE,
    )


def _keys(attempt: Attempt) -> list[tuple[str, int]]:
    return [(slot["item"], slot["revision"]) for slot in json.loads(attempt.paper)["slots"]]
