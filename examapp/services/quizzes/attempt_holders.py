"""Who holds an attempt in a browser: the seat of a spot quiz, or the signed-in person whose device opened it last."""

from dataclasses import dataclass
from datetime import datetime

from examapp.domain.errors import DomainError
from examapp.extensions import db
from examapp.models.attempts import Attempt
from examapp.services.attempts.attempt_devices import is_held_by
from examapp.services.attempts.attempt_tokens import make_token
from examapp.services.people.candidate_sign_ins import find_candidate
from examapp.services.quizzes.quiz_facts import enterprise_name
from examapp.services.quizzes.seats import find_seat, seat_attempt


@dataclass(frozen=True, slots=True)
class Holder:
    """What the answering and the result page show of the person; `token` is the attempt's bearer token,
    `large_print` was given for a reason, `looks_again`: the exam has moments of a second look."""

    attempt: Attempt
    token: str
    name: str
    role: str
    enterprise_name: str
    title: str
    of_exam: bool
    large_print: bool = False
    looks_again: bool = False

    @property
    def owner(self) -> dict[str, int]:
        """Whose it is, as acts ask for it: the candidate of an exam, or the participant of a quiz."""
        registration = self.attempt.registration
        if registration is not None:
            return {"candidate_id": registration.candidate_id}
        return {"participant_id": self.attempt.participant_id}


def find_holder(attempt_id: str, *, seat_token: str, me_token: str, secret_key: str, now: datetime) -> Holder:
    """The holder. Raises attempt_unknown for anybody else's, seat_unknown without a seat,
    attempt_moved on an older device.
    """
    attempt = db.session.get(Attempt, attempt_id)
    if attempt is None or attempt.registration_id is None:
        return _of_seat(attempt_id, seat_token, secret_key)
    registration = attempt.registration
    if find_candidate(me_token, now=now).id != registration.candidate_id:
        raise DomainError("attempt_unknown", attempt=attempt_id)
    if attempt.state == "open" and not is_held_by(attempt_id, me_token):
        raise DomainError("attempt_moved")
    return Holder(
        attempt=attempt,
        token=make_token(attempt.id, attempt.token_version, secret_key),
        name=registration.candidate.name,
        role=registration.role,
        enterprise_name=registration.enterprise.name,
        title=registration.exam.name,
        of_exam=True,
        large_print=registration.large_print,
        looks_again=registration.exam.face_moments > 0,
    )


def _of_seat(attempt_id: str, seat_token: str, secret_key: str) -> Holder:
    participant = find_seat(seat_token)
    found = seat_attempt(participant, secret_key)
    if found is None or found[0].id != attempt_id:
        raise DomainError("attempt_unknown", attempt=attempt_id)
    return Holder(
        attempt=found[0],
        token=found[1],
        name=participant.name,
        role=participant.role,
        enterprise_name=enterprise_name(participant.spot_quiz),
        title="逢查必考",
        of_exam=False,
    )
