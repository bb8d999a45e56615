"""How far somebody is with a paper that runs: what the pages say before one goes on with it."""

from dataclasses import dataclass
from datetime import datetime

from examapp.domain.attempts import count_responses
from examapp.models.attempts import Attempt
from examapp.services.attempts.attempts import stored_steps, to_ms
from examapp.services.attempts.standing_clocks import paused_left


@dataclass(frozen=True, slots=True)
class Progress:
    """Seconds left and items answered; `paused` while the clock stands."""

    left_seconds: int
    answered: int
    paused: bool


def progress_of(attempt: Attempt, *, now: datetime) -> Progress | None:
    """Of an open attempt; None before the start and after the hand-in."""
    if attempt.state != "open":
        return None
    left = paused_left(attempt.deadline_ms, attempt.paused_ms, to_ms(now))
    left_ms = attempt.deadline_ms - to_ms(now) if left is None else left
    answered = len(count_responses(stored_steps(attempt.id), until_ms=None))
    return Progress(max(0, left_ms) // 1000, answered, left is not None)
