"""What the person who holds a paper is told after the hand-in; its keys wait while a later paper of theirs runs."""

from datetime import datetime

from examapp.domain.errors import DomainError
from examapp.extensions import db
from examapp.models.attempts import Attempt
from examapp.services.attempts.attempts import HandIn
from examapp.services.attempts.explanations import describe_receipt, explain_hand_in, explain_result
from examapp.services.attempts.running_papers import keys_must_wait
from examapp.services.core.ports import Ports


def explain_own_result(attempt_id: str, *, now: datetime, ports: Ports) -> dict:
    """The result with explanations (`explain_result`). Raises practice_closed while a later paper runs."""
    attempt = db.session.get(Attempt, attempt_id)
    if attempt is not None and keys_must_wait(attempt, ports):
        raise DomainError("practice_closed")
    return explain_result(attempt_id, now=now)


def answer_hand_in(hand_in: HandIn, *, now: datetime, ports: Ports) -> dict:
    """What the device that handed in is told: the result, or only the receipt while a later paper runs."""
    if keys_must_wait(hand_in.attempt, ports):
        return describe_receipt(hand_in.attempt)
    return explain_hand_in(hand_in, now=now)
