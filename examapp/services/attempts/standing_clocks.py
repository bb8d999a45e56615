"""Clocks that stand while a quiz is paused: stopped and let go together, told to the device that holds the paper."""

from datetime import datetime

from sqlalchemy import select

from examapp.domain.pauses import deadline_after, is_paused, left_ms, standing_deadline, stands
from examapp.extensions import db
from examapp.models.attempts import Attempt
from examapp.models.inspections import Participant, QuizPause, SpotQuiz


def stop_clock(attempt: Attempt, now_ms: int) -> None:
    """The clock stands from now on; call inside a transaction that holds the quiz."""
    attempt.deadline_ms, attempt.paused_ms = standing_deadline(attempt.deadline_ms), now_ms


def let_clock_go(attempt: Attempt, now_ms: int) -> None:
    """The clock goes on with what was left when it stopped; nothing happens to one that runs."""
    if attempt.paused_ms is None:
        return
    attempt.deadline_ms = deadline_after(attempt.deadline_ms, attempt.paused_ms, now_ms)
    attempt.paused_ms = None


def paused_left(deadline_ms: int | None, paused_ms: int | None, now_ms: int) -> int | None:
    """Milliseconds that a standing clock shows; None for one that runs."""
    if deadline_ms is None or paused_ms is None or not stands(paused_ms, now_ms):
        return None
    return left_ms(deadline_ms, paused_ms)


def quiz_stands(attempt: Attempt, now: datetime) -> bool:
    """Whether whoever begins now begins with a clock that stands.

    Call in the start's transaction, before the attempt is touched: the quiz is held, so that a pause of this very
    moment comes before or after.
    """
    if attempt.participant_id is None:
        return False
    query = (
        select(SpotQuiz.paused_at)
        .join(Participant, Participant.spot_quiz_id == SpotQuiz.id)
        .where(Participant.id == attempt.participant_id)
        .with_for_update(read=True, key_share=True, of=SpotQuiz)
    )
    return is_paused(db.session.scalar(query), now)


def pause_reason(attempt: Attempt) -> str:
    """Why the clock of this paper stands."""
    query = (
        select(QuizPause.reason)
        .join(Participant, Participant.spot_quiz_id == QuizPause.spot_quiz_id)
        .where(Participant.id == attempt.participant_id, QuizPause.ended_at.is_(None))
    )
    return db.session.scalar(query.order_by(QuizPause.id.desc()).limit(1)) or ""
