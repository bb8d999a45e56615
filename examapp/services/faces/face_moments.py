"""Looking again within a try: moments drawn at its start, one turn of the head, and never an end of the try."""

import secrets
from datetime import datetime

from sqlalchemy import select

from examapp.domain.errors import DomainError
from examapp.domain.faces import TURNS, Challenge
from examapp.extensions import db
from examapp.models.attempts import Attempt
from examapp.models.exams import Registration
from examapp.models.face_evidence import FaceMoment
from examapp.models.faces import FaceCheck
from examapp.services.core.audit import record_act
from examapp.services.core.ports import Ports
from examapp.services.core.transactions import transaction
from examapp.services.faces.face_checks import (
    end_running,
    open_check,
    outcome_of,
    require_enrolled,
    settle_moment_of,
)
from examapp.services.faces.face_switches import faces_state, require_faces
from examapp.services.people.identities import ask_for_person

# Later than this a look would say nothing about the moment any more.
OPEN_MINUTES = 10


def find_due_moment(attempt_id: str, *, candidate_id: int, now: datetime) -> FaceMoment | None:
    """The moment that waits for this person now, if the try runs."""
    at = int(now.timestamp() * 1000)
    query = (
        select(FaceMoment)
        .join(FaceMoment.attempt)
        .join(Registration, Registration.id == Attempt.registration_id)
        .where(FaceMoment.attempt_id == attempt_id, Registration.candidate_id == candidate_id)
        .where(FaceMoment.state == "waiting", FaceMoment.due_ms <= at, Attempt.state == "open")
        .where(FaceMoment.due_ms > at - OPEN_MINUTES * 60_000)
    )
    return db.session.scalar(query.order_by(FaceMoment.number).limit(1))


def start_moment_check(attempt_id: str, *, candidate_id: int, now: datetime, ports: Ports) -> FaceCheck:
    """One turn of the head at a moment. Raises not_found, and as start_check does; then the other way is there."""
    require_faces(ports)
    with transaction() as session:
        moment = find_due_moment(attempt_id, candidate_id=candidate_id, now=now)
        if moment is None:
            raise DomainError("not_found", what="face_moment")
        registration = session.get(
            Registration, moment.attempt.registration_id, with_for_update={"of": Registration}
        )
        require_enrolled(candidate_id, ports)
        end_running(registration.id, now)
        check = open_check(registration, _drawn(moment), "moment", now=now, ports=ports)
        session.flush()
        moment.face_check_id = check.id
        return check


def _drawn(moment: FaceMoment) -> tuple[Challenge, ...]:
    """One turn of the head; who comes to the same moment again finds the same one."""
    before = moment.face_check
    return tuple(Challenge(one) for one in before.challenges) if before else (secrets.choice(TURNS),)


def settle_moment(attempt_id: str, *, candidate_id: int, now: datetime) -> str | None:
    """Whatever came out of the last look, its moment is over: gives the outcome, as outcome_of; None while it runs.

    A doubt already waits for a reviewer. Twice is once.
    """
    query = (
        select(FaceMoment)
        .join(FaceMoment.face_check)
        .join(FaceCheck.registration)
        .where(FaceMoment.attempt_id == attempt_id, Registration.candidate_id == candidate_id)
    )
    with transaction() as session:
        moment = session.scalar(query.order_by(FaceCheck.started_at.desc(), FaceMoment.id.desc()).limit(1))
        if moment is None or moment.face_check.state != "ended":
            return None
        settle_moment_of(moment.face_check)
        return outcome_of(moment.face_check)


def pass_to_person(candidate_id: int, *, now: datetime) -> None:
    """Who took the agreement back is asked for no face in a running try either: a person looks. Twice is once."""
    query = (
        select(FaceMoment)
        .join(FaceMoment.attempt)
        .join(Registration, Registration.id == Attempt.registration_id)
        .where(
            Registration.candidate_id == candidate_id, Attempt.state == "open", FaceMoment.state == "waiting"
        )
    )
    with transaction() as session:
        moments = list(session.scalars(query))
        running = {moment.attempt.registration_id for moment in moments}
        for moment in moments:
            moment.state = "person"
    for registration_id in running:
        ask_for_person(registration_id, candidate_id=candidate_id, reason="within", now=now)


def choose_person(attempt_id: str, *, candidate_id: int, now: datetime, ports: Ports) -> str:
    """The other way at a moment: somebody looks. The try goes on; where faces do not work now, nobody has to look.

    A look that runs ends. Gives person, skipped, or "" when no moment waits.
    """
    moment = find_due_moment(attempt_id, candidate_id=candidate_id, now=now)
    if moment is None:
        return ""
    usable = faces_state(ports) == "on"
    with transaction() as session:
        held = session.get(FaceMoment, moment.id, with_for_update={"of": FaceMoment})
        held.state = state = "person" if usable else "skipped"
        registration_id = held.attempt.registration_id
        end_running(registration_id, now)
        facts = {"attempt": attempt_id, "state": state}
        record_act(
            "face.moment_by_person", f"registration:{registration_id}", actor="candidate", now=now, data=facts
        )
    if usable:
        ask_for_person(registration_id, candidate_id=candidate_id, reason="within", now=now)
    return state
