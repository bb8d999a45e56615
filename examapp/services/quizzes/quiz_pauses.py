"""The pauses of a quiz: the one that runs, how one ends, and all of them as the record states them."""

from datetime import datetime

from sqlalchemy import select

from examapp.domain.pauses import LONGEST, is_paused
from examapp.domain.permissions import Actor
from examapp.extensions import db
from examapp.models.inspections import QuizPause, SpotQuiz
from examapp.services.core.audit import record_act


def find_pause(quiz: SpotQuiz, *, now: datetime) -> QuizPause | None:
    """The pause that runs now."""
    if not is_paused(quiz.paused_at, now):
        return None
    running = select(QuizPause).where(QuizPause.spot_quiz_id == quiz.id, QuizPause.ended_at.is_(None))
    return db.session.scalar(running.order_by(QuizPause.id.desc()).limit(1))


def end_pause(quiz: SpotQuiz, ending: str, who: Actor | str, now: datetime) -> None:
    """A pause, if there is one, is over: resumed, closed with the quiz, or lapsed at its longest; call inside a
    transaction that holds the quiz.
    """
    if quiz.paused_at is None:
        return
    running = select(QuizPause).where(QuizPause.spot_quiz_id == quiz.id, QuizPause.ended_at.is_(None))
    label = who if isinstance(who, str) else who.label
    for pause in db.session.scalars(running):
        lapsed = not is_paused(pause.begun_at, now)
        pause.ended_at = pause.begun_at + LONGEST if lapsed else now
        pause.ending, pause.ended_by = "lapsed" if lapsed else ending, label[:60]
    quiz.paused_at = None
    record_act("quiz.pause_ended", f"quiz:{quiz.id}", actor=who, now=now, data={"how": ending})


def describe_pauses(quiz_id: int) -> list[dict]:
    """For the record, in their order: {from, to, reason, people, ending}; moments as ISO texts."""
    query = select(QuizPause).where(QuizPause.spot_quiz_id == quiz_id).order_by(QuizPause.id)
    return [
        {
            "from": pause.begun_at.isoformat(),
            "to": pause.ended_at.isoformat() if pause.ended_at else None,
            "reason": pause.reason,
            "people": pause.people_count,
            "ending": pause.ending,
        }
        for pause in db.session.scalars(query)
    ]
