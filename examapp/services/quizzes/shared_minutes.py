"""Minutes for everybody at once: a power cut, an alarm, a network that was away for the whole workshop."""

from datetime import datetime

from examapp.domain.errors import DomainError
from examapp.domain.permissions import Actor
from examapp.models.inspections import Participant
from examapp.services.attempts.attempts import give_seconds
from examapp.services.core.receipts import act_once
from examapp.services.core.scopes import get_spot_quiz
from examapp.services.quizzes.participants import open_attempts
from examapp.services.quizzes.spot_quizzes import locked_quiz, require_state


def list_answering(quiz_id: int) -> list[Participant]:
    """Whose clock runs now, by number."""
    people = [attempt.participant for attempt in open_attempts(quiz_id)]
    return sorted(people, key=lambda person: person.number)


def give_everybody(
    quiz_id: int, minutes: int, reason: str, *, client_id: str, actor: Actor, now: datetime
) -> int:
    """Minutes for everybody who answers now, all or none; gives how many people. The same `client_id` twice is once.

    Raises extension_refused without a reason, extension_full when somebody has had the hour, nobody_answers.
    """
    get_spot_quiz(actor, quiz_id)

    def perform() -> dict:
        require_state(locked_quiz(quiz_id), "open")
        papers = [attempt.id for attempt in open_attempts(quiz_id)]
        if not papers:
            raise DomainError("nobody_answers")
        for attempt_id in papers:
            give_seconds(attempt_id, minutes * 60, reason, actor=actor, now=now)
        return {"people": len(papers)}

    return act_once(client_id, "quiz.minutes", actor=actor, now=now, perform=perform)["people"]
