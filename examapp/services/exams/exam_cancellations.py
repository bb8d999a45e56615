"""Calling an exam off, also while people answer: their papers stop and never become a result."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, func, select, update

from examapp.domain.errors import DomainError
from examapp.domain.permissions import Actor
from examapp.domain.reasons import MOST_REASON_SIGNS, checked_reason
from examapp.extensions import db
from examapp.models.appeals import Notice
from examapp.models.attempts import Attempt
from examapp.models.exams import Exam, Registration
from examapp.services.core.audit import record_act
from examapp.services.core.transactions import transaction
from examapp.services.exams.exam_register import get_exam, lock_exam

_CALLS = ("exam_due", "exam_soon", "exam_missed")


@dataclass(frozen=True, slots=True)
class Concerned:
    """Whom calling it off concerns: who answers at this moment, and who has handed in and keeps the result."""

    answering: int
    handed_in: int


def count_concerned(actor: Actor, exam_id: int) -> Concerned:
    """What the officer is told before. Raises not_found."""
    get_exam(actor, exam_id)
    return _concerned(exam_id)


def cancel_exam(exam_id: int, reason: str, *, answering: int = 0, actor: Actor, now: datetime) -> Exam:
    """Call it off: running and waiting papers are void at once, results that exist stay. Twice is once.

    `answering` is the number that the actor was told. Raises reason_missing, reason_odd_signs, reason_too_long;
    exam_in_use when more people answer now.
    """
    reason = checked_reason(reason)
    if not reason:
        raise DomainError("reason_missing", most=MOST_REASON_SIGNS)
    with transaction() as session:
        exam = lock_exam(actor, exam_id)
        if exam.state == "cancelled":
            return exam
        concerned = _concerned(exam_id)
        if concerned.answering > answering:
            raise DomainError("exam_in_use", count=concerned.answering)
        exam.state = "cancelled"
        session.flush()
        _void_papers(exam_id)
        session.execute(
            update(Notice)
            .where(Notice.subject.in_([f"{call}:{exam_id}" for call in _CALLS]), Notice.read_at.is_(None))
            .values(read_at=now)
        )
        facts = {"reason": reason, "answering": concerned.answering}
        record_act("exam.cancelled", f"exam:{exam.id}", actor=actor, now=now, data=facts)
        return exam


def _concerned(exam_id: int) -> Concerned:
    query = (
        select(Attempt.state, func.count())
        .join(Registration, Registration.id == Attempt.registration_id)
        .where(Registration.exam_id == exam_id)
        .group_by(Attempt.state)
    )
    counts = dict(db.session.execute(query).all())
    return Concerned(counts.get("open", 0), counts.get("submitted", 0))


def _void_papers(exam_id: int) -> None:
    """A hand-in that holds its row is waited for, and stays a result; who was sitting counts as due again."""
    of_exam = exists().where(Registration.id == Attempt.registration_id, Registration.exam_id == exam_id)
    db.session.execute(
        update(Attempt).where(Attempt.state.in_(("ready", "open")), of_exam).values(state="cancelled"),
        execution_options={"synchronize_session": False},
    )
    db.session.execute(
        update(Registration)
        .where(Registration.exam_id == exam_id, Registration.state == "sitting")
        .values(state="due"),
        execution_options={"synchronize_session": False},
    )
    db.session.expire_all()
