"""A record is void: nothing counts its results any more, what it had opened is closed, what it had closed reopens."""

from datetime import datetime

from sqlalchemy import select

from examapp.domain.errors import DomainError
from examapp.domain.permissions import Actor
from examapp.extensions import db
from examapp.models.inspections import Participant, SpotQuiz
from examapp.models.records import Record, RecordAmendment, Rectification
from examapp.services.core.audit import record_act
from examapp.services.quizzes.rectifications import close_withdrawn, open_rectifications


def withdraw(
    record: Record, quiz: SpotQuiz, amendment: RecordAmendment, *, actor: Actor, now: datetime
) -> None:
    """Both inspectors have decided so. The quiz stands as `withdrawn`, which is what every list and figure asks.

    Call inside the transaction that holds the quiz. Raises state_conflict.
    """
    if record.state != "current":
        raise DomainError("state_conflict", state=record.state)
    record.state, record.reason, quiz.state = "withdrawn", amendment.reason, "withdrawn"
    db.session.flush()
    opened = select(Rectification).join(Participant, Participant.id == Rectification.participant_id)
    for item in db.session.scalars(
        opened.where(Participant.spot_quiz_id == quiz.id).with_for_update(of=Rectification)
    ):
        close_withdrawn(item, amendment.reason, now=now)
    if quiz.kind == "retest":
        # A pass that counts no more closes nothing.
        open_rectifications(quiz, now=now)
    facts = {"reason": amendment.reason, "asked_by": amendment.asked_by_id}
    record_act("record.withdrawn", f"record:{record.id}", actor=actor, now=now, data=facts)
