"""Who begins a try, and how that was established: by a person on site (L2) or by face (L3); both count the same."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from examapp.domain.errors import DomainError
from examapp.domain.permissions import Actor
from examapp.extensions import db
from examapp.models.attempts import Attempt
from examapp.models.exams import Exam, Registration
from examapp.models.faces import IdentityCheck
from examapp.models.organizations import Enterprise
from examapp.services.core.audit import record_act
from examapp.services.core.scopes import visible_enterprises
from examapp.services.core.transactions import transaction

# The reason of somebody who does not want a face to be used.
REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class IdentityState:
    """What the exam asks for, what is established for the next try, and whether a person was asked for.

    `refused`: at some try of this exam the person said no to faces, and is not asked for one again.
    """

    needed: str
    reached: str
    asked: bool
    refused: bool = False

    @property
    def enough(self) -> bool:
        """L3 is reached by a person's check as well: nobody has to show a face to a camera."""
        return self.needed == "L1" or self.reached in ("L2", "L3")


def next_try(registration: Registration) -> int:
    """The number of the try that runs or comes next."""
    rows = db.session.execute(
        select(Attempt.try_number, Attempt.state).where(Attempt.registration_id == registration.id)
    ).all()
    waiting = [number for number, state in rows if state != "submitted"]
    return min(waiting) if waiting else len(rows) + 1


def identity_state(registration: Registration) -> IdentityState:
    """For the try that runs or comes next."""
    rows = _checks(registration.id, next_try(registration))
    reached = max((one.level for one in rows if one.checked_at is not None), default="L1")
    asked = any(one.checked_at is None for one in rows)
    return IdentityState(registration.exam.identity_level, reached, asked, refused_faces(registration.id))


def require_identity(registration: Registration) -> None:
    """Raises identity_needed."""
    if registration.exam.identity_level != "L1" and not identity_state(registration).enough:
        raise DomainError("identity_needed")


def level_of(attempt: Attempt) -> str:
    """How it was established who sat this try: L1, L2 or L3."""
    rows = _checks(attempt.registration_id, attempt.try_number)
    return max((one.level for one in rows if one.checked_at is not None), default="L1")


def _checks(registration_id: int | None, try_number: int) -> list[IdentityCheck]:
    query = select(IdentityCheck).where(
        IdentityCheck.registration_id == registration_id, IdentityCheck.try_number == try_number
    )
    return list(db.session.scalars(query.execution_options(populate_existing=True)))


def refused_faces(registration_id: int) -> bool:
    """Whether this person once said no to faces in this exam."""
    query = select(IdentityCheck.id).where(
        IdentityCheck.registration_id == registration_id, IdentityCheck.reason == REFUSED
    )
    return db.session.scalar(query.limit(1)) is not None


def ask_for_person(registration_id: int, *, candidate_id: int, reason: str, now: datetime) -> None:
    """The other way: somebody looks at the person and the ID card. Asking twice is asking once. Raises not_found."""
    with transaction() as session:
        registration = session.get(Registration, registration_id, with_for_update={"of": Registration})
        if registration is None or registration.candidate_id != candidate_id:
            raise DomainError("not_found", what="registration")
        number = next_try(registration)
        asked = next((one for one in _checks(registration_id, number) if one.level == "L2"), None)
        if asked is not None:
            if reason == REFUSED:
                asked.reason = REFUSED
            return
        session.add(
            IdentityCheck(
                registration_id=registration_id,
                try_number=number,
                level="L2",
                reason=reason.strip()[:200],
                asked_at=now,
            )
        )
        record_act("identity.asked", f"registration:{registration_id}", actor="candidate", now=now)


def list_waiting(actor: Actor) -> list[IdentityCheck]:
    """People in scope who wait for somebody to check who they are, the longest waiting first."""
    allowed = visible_enterprises(actor).with_only_columns(Enterprise.id)
    query = (
        select(IdentityCheck)
        .join(IdentityCheck.registration)
        .join(Exam, Exam.id == Registration.exam_id)
        .where(IdentityCheck.checked_at.is_(None), Exam.state == "announced")
        .where(Registration.enterprise_id.in_(allowed))
        .order_by(IdentityCheck.asked_at)
    )
    return list(db.session.scalars(query.limit(200)))


def confirm_person(check_id: int, how: str, *, actor: Actor, now: datetime) -> None:
    """Somebody saw the person and the card, or knows them. Twice is once. Raises not_found, identity_level_unknown."""
    if how not in ("id_card_checked", "known_on_site"):
        raise DomainError("identity_level_unknown", level=how)
    with transaction() as session:
        check = session.get(IdentityCheck, check_id, with_for_update={"of": IdentityCheck})
        allowed = visible_enterprises(actor).with_only_columns(Enterprise.id)
        if check is None or check.registration.enterprise_id not in set(session.scalars(allowed)):
            raise DomainError("not_found", what="identity")
        if check.checked_at is not None:
            return
        check.how, check.checked_at, check.checked_by_id = how, now, actor.account_id
        subject = f"registration:{check.registration_id}"
        record_act("identity.checked", subject, actor=actor, now=now, data={"how": how})


def came_by_face(attempt: Attempt) -> bool:
    """Whether this try was opened by a face that the machine accepted."""
    rows = _checks(attempt.registration_id, attempt.try_number)
    return any(one.level == "L3" and one.how == "face" for one in rows)


def keep_face_identity(
    registration: Registration,
    face_check_id: str,
    *,
    now: datetime,
    how: str = "face",
    checked_by_id: int | None = None,
) -> None:
    """A face was accepted, by the machine or by a reviewer; call inside the transaction that says so."""
    number = next_try(registration)
    if any(one.level == "L3" for one in _checks(registration.id, number)):
        return
    db.session.add(
        IdentityCheck(
            registration_id=registration.id,
            try_number=number,
            level="L3",
            how=how,
            asked_at=now,
            checked_at=now,
            checked_by_id=checked_by_id,
            face_check_id=face_check_id,
        )
    )
