"""When somebody who came in by face is looked at again within the try; drawn with the start of the clock."""

import secrets

from sqlalchemy import select

from examapp.domain.face_judgements import MOMENT_SECONDS, place_moments
from examapp.extensions import db
from examapp.models.attempts import Attempt
from examapp.models.exams import Exam, Registration
from examapp.models.face_evidence import FaceMoment
from examapp.services.people.identities import came_by_face


def plan_moments(attempt: Attempt) -> None:
    """Draw the moments that the exam asks for, and give back their time; call inside the transaction that opens the try.

    Who chose a person instead of a face is never asked for a face.
    """
    asked = select(Exam.face_moments).join(Registration).where(Registration.id == attempt.registration_id)
    count = db.session.scalar(asked)
    if not count or not came_by_face(attempt):
        return
    drawn = [secrets.randbelow(1000) for _ in range(count)]
    attempt.extra_seconds += MOMENT_SECONDS * count
    attempt.deadline_ms += MOMENT_SECONDS * count * 1000
    seconds = place_moments(attempt.allowed_seconds, drawn)
    for number, after in enumerate(seconds, start=1):
        db.session.add(
            FaceMoment(attempt_id=attempt.id, number=number, due_ms=attempt.started_ms + after * 1000)
        )
