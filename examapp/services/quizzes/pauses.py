"""A pause for everybody at once: a power cut, an alarm. All clocks of open papers stand until an inspector resumes."""

from datetime import datetime

from examapp.domain.errors import DomainError
from examapp.domain.permissions import Actor
from examapp.domain.reasons import checked_reason
from examapp.models.inspections import QuizPause
from examapp.services.attempts.attempts import locked_attempt, to_ms
from examapp.services.attempts.standing_clocks import let_clock_go, stop_clock
from examapp.services.core.audit import record_act
from examapp.services.core.scopes import get_spot_quiz
from examapp.services.core.transactions import transaction
from examapp.services.quizzes.participants import open_attempts
from examapp.services.quizzes.quiz_pauses import end_pause, find_pause
from examapp.services.quizzes.spot_quizzes import locked_quiz, require_state


def pause_quiz(quiz_id: int, reason: str, *, actor: Actor, now: datetime) -> int:
    """Stop the clocks of all open papers; gives how many. In a pause that runs nothing changes.

    Answers that arrive meanwhile are kept and count; nothing is handed in by time. Raises pause_reason_missing,
    reason_odd_signs, reason_too_long, closing_runs while the end that was asked for can still be taken back.
    """
    get_spot_quiz(actor, quiz_id)
    with transaction() as session:
        quiz = locked_quiz(quiz_id)
        require_state(quiz, "open")
        running = find_pause(quiz, now=now)
        if running is not None:
            return running.people_count
        reason = checked_reason(reason)
        if not reason:
            raise DomainError("pause_reason_missing")
        if quiz.closing_due_at is not None:
            raise DomainError("closing_runs")
        end_pause(quiz, "lapsed", actor, now)
        papers = [locked_attempt(attempt.id) for attempt in open_attempts(quiz_id)]
        running_papers = [attempt for attempt in papers if attempt.state == "open"]
        for attempt in running_papers:
            let_clock_go(attempt, to_ms(now))
            stop_clock(attempt, to_ms(now))
        quiz.paused_at = now
        session.add(
            QuizPause(
                spot_quiz_id=quiz_id,
                reason=reason,
                people_count=len(running_papers),
                begun_at=now,
                begun_by=actor.label[:60],
            )
        )
        facts = {"reason": reason, "papers": [attempt.id for attempt in running_papers]}
        record_act("quiz.paused", f"quiz:{quiz_id}", actor=actor, now=now, data=facts)
        return len(running_papers)


def resume_quiz(quiz_id: int, *, actor: Actor, now: datetime) -> None:
    """All clocks go on with what they had left. Twice is once."""
    get_spot_quiz(actor, quiz_id)
    with transaction():
        quiz = locked_quiz(quiz_id)
        if quiz.state != "open" or quiz.paused_at is None:
            return
        for attempt in open_attempts(quiz_id):
            let_clock_go(locked_attempt(attempt.id), to_ms(now))
        end_pause(quiz, "resumed", actor, now)
