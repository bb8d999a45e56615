"""One try to be recognised: challenges drawn here, pictures measured one by one,
an outcome that never fails an exam.
"""

import hashlib
import json
import secrets
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select, update

from examapp.domain.errors import DomainError
from examapp.domain.face_looks import move_asked
from examapp.domain.faces import Challenge, draw_challenges
from examapp.extensions import db
from examapp.models.exams import Registration
from examapp.models.face_evidence import FaceMoment
from examapp.models.faces import FaceCheck
from examapp.services.core.audit import record_act
from examapp.services.core.ports import Ports
from examapp.services.core.transactions import transaction
from examapp.services.faces.face_consents import find_consent, require_agreed
from examapp.services.faces.face_pictures import keep_probe
from examapp.services.faces.face_progress import (
    begun_anew,
    end_check,
    is_overtaken,
    take_frame,
)
from examapp.services.faces.face_references import is_enrolled, open_enrolment, seal_older
from examapp.services.faces.face_switches import require_faces
from examapp.services.people.identities import next_try

TRIES = 2
SECONDS = 60
MOST_FRAMES = 150


def tries_left(registration: Registration) -> int:
    """How many more tries by face there are before the next attempt; then the other way is the way."""
    return max(0, TRIES - len(_failed(registration)))


def list_checks(registration_id: int) -> list[FaceCheck]:
    """Every ended check of one exam of one person, the newest first."""
    query = select(FaceCheck).where(FaceCheck.registration_id == registration_id, FaceCheck.state == "ended")
    return list(db.session.scalars(query.order_by(FaceCheck.ended_at.desc(), FaceCheck.id)))


def find_ending(registration: Registration) -> str | None:
    """How the last try by face before the next attempt ended, as outcome_of; None before the first."""
    failed = _failed(registration)
    return outcome_of(failed[0]) if failed else None


def _failed(registration: Registration) -> list[FaceCheck]:
    # From the first picture on it is a try; a page that was opened without one was none, nor is a look within an exam.
    return [one for one in _of_next_try(registration) if one.outcome != "accepted" and one.frames]


def _of_next_try(registration: Registration) -> list[FaceCheck]:
    number = next_try(registration)
    return [
        one
        for one in list_checks(registration.id)
        if one.purpose == "entry" and json.loads(one.progress).get("try", number) == number
    ]


def start_check(
    registration_id: int, notice: str, *, candidate_id: int, now: datetime, ports: Ports
) -> FaceCheck:
    """Draw two challenges; an older running try of the same exam ends. `notice` is the text as it stands today.

    A draw stays until a picture was sent for it: who opens the page again finds the same moves. A look within a running
    exam goes by what was agreed to before its start.
    Raises not_found, faces_off, faces_unavailable, consent_needed, consent_outdated, face_not_enrolled,
    face_tries_used.
    """
    require_faces(ports)
    with transaction() as session:
        registration = session.get(Registration, registration_id, with_for_update={"of": Registration})
        if registration is None or registration.candidate_id != candidate_id:
            raise DomainError("not_found", what="registration")
        require_enrolled(candidate_id, ports)
        require_agreed(candidate_id, notice)
        seal_older(candidate_id, ports)
        end_running(registration_id, now)
        if not tries_left(registration):
            raise DomainError("face_tries_used")
        drawn = _unused_draw(registration) or draw_challenges(*(secrets.randbelow(6) for _ in range(3)))
        return open_check(registration, drawn, "entry", now=now, ports=ports)


def _unused_draw(registration: Registration) -> tuple[Challenge, ...]:
    """The moves of the last check before this try, where no picture was sent for it."""
    last = next(iter(_of_next_try(registration)), None)
    unused = last.challenges if last is not None and not last.frames else ()
    return tuple(Challenge(one) for one in unused)


def require_enrolled(candidate_id: int, ports: Ports) -> None:
    """Raises consent_needed, face_not_enrolled."""
    if find_consent(candidate_id) is None:
        raise DomainError("consent_needed")
    if not is_enrolled(candidate_id, ports):
        raise DomainError("face_not_enrolled")


def end_running(registration_id: int, now: datetime) -> None:
    """A new check ends an older one of the same exam. Call inside a transaction."""
    running = select(FaceCheck).where(
        FaceCheck.registration_id == registration_id, FaceCheck.state == "running"
    )
    for older in db.session.scalars(running):
        end_check(older, "not_done", now)
    db.session.flush()


def leave_check(check_id: str, *, candidate_id: int, now: datetime) -> None:
    """The page was left: the check ends with its measured points. Twice is once. Raises not_found."""
    with transaction():
        check = get_check(check_id, candidate_id=candidate_id, locked=True)
        if check.state == "running":
            end_check(check, "not_done", now)


def leave_checks(registration_id: int, *, candidate_id: int, now: datetime) -> None:
    """The other way was chosen: what runs of this exam ends with its measured points."""
    with transaction() as session:
        registration = session.get(Registration, registration_id, with_for_update={"of": Registration})
        if registration is not None and registration.candidate_id == candidate_id:
            end_running(registration_id, now)


def end_abandoned(*, now: datetime) -> int:
    """The daily job: checks whose page was left end, and their measured points with them; gives how many."""
    with transaction() as session:
        left = select(FaceCheck).where(FaceCheck.state == "running", FaceCheck.expires_at < now)
        found = list(session.scalars(left))
        for check in found:
            end_check(check, "not_done", now)
        return len(found)


def open_check(
    registration: Registration, challenges: Sequence[Challenge], purpose: str, *, now: datetime, ports: Ports
) -> FaceCheck:
    """A new check with these challenges, good for a minute. Call inside a transaction."""
    check = FaceCheck(
        id=uuid.uuid4().hex,
        registration_id=registration.id,
        challenges=[one.value for one in challenges],
        progress=json.dumps({"try": next_try(registration)}),
        threshold=ports.faces.calibration.threshold,
        model=ports.faces.model,
        purpose=purpose,
        started_at=now,
        expires_at=now + timedelta(seconds=SECONDS),
    )
    db.session.add(check)
    facts = {"purpose": purpose}
    record_act(
        "face.check_started", f"registration:{registration.id}", actor="candidate", now=now, data=facts
    )
    return check


def get_check(check_id: str, *, candidate_id: int, locked: bool = False) -> FaceCheck:
    """One of this person's; `locked` until the end of the transaction. Raises not_found."""
    lock = {"of": FaceCheck} if locked else None
    check = db.session.get(FaceCheck, check_id, populate_existing=True, with_for_update=lock)
    if check is None or check.registration.candidate_id != candidate_id:
        raise DomainError("not_found", what="face_check")
    return check


def submit_frame(
    check_id: str,
    picture: bytes,
    *,
    candidate_id: int,
    now: datetime,
    ports: Ports,
    camera: str = "",
    number: int = 0,
) -> dict:
    """Measure one picture and go on, as describe_check says. The picture is forgotten.

    `number` is its place among the pictures that the phone took; one that was overtaken on its way counts for nothing.
    Only of somebody who agreed to that separately the last picture of a check that a person
    will look at is kept for a week.
    Raises not_found, faces_busy, faces_unavailable, picture_unreadable; nothing is counted then.
    """
    check = get_check(check_id, candidate_id=candidate_id)
    if check.state == "ended":
        return describe_check(check, now=now)
    frame = ports.faces.measure(picture, encode=True)
    references = open_enrolment(candidate_id, ports, confirmed=True).encodings
    with transaction():
        check = get_check(check_id, candidate_id=candidate_id, locked=True)
        if check.state == "ended" or is_overtaken(check, number):
            return describe_check(check, now=now)
        check.camera = check.camera or camera[:120]
        digest = hashlib.sha256(picture).hexdigest()
        hint = take_frame(check, frame, digest, references, now=now, ports=ports, number=number)
        if check.state == "running" and (check.frames >= MOST_FRAMES or now > check.expires_at):
            end_check(check, "not_done", now)
        if check.state == "ended":
            _keep_for_a_person(check, picture, candidate_id, now=now, ports=ports)
            settle_moment_of(check)
        return describe_check(check, hint, now=now)


def _keep_for_a_person(
    check: FaceCheck, picture: bytes, candidate_id: int, *, now: datetime, ports: Ports
) -> None:
    """The last picture, where somebody will look at the check or may be asked to, and the person agreed to that."""
    if check.outcome == "accepted" and check.review != "later":
        return
    consent = find_consent(candidate_id)
    if consent and consent.keeps_pictures:
        keep_probe(candidate_id, check.id, picture, now=now, ports=ports)


def settle_moment_of(check: FaceCheck) -> None:
    """The moment that this look was for is over, also when a reviewer decides later. Call inside a transaction."""
    db.session.execute(
        update(FaceMoment)
        .where(FaceMoment.face_check_id == check.id, FaceMoment.state == "waiting")
        .values(state="done")
    )


def outcome_of(check: FaceCheck) -> str | None:
    """accepted, review (a person decides), not_accepted, not_alive, not_done; None while it runs."""
    return "review" if check.review == "waiting" else check.outcome


def describe_check(check: FaceCheck, hint: str = "", *, now: datetime) -> dict:
    """What the phone is told: state, outcome, stage, hint, ask, and `left` in seconds; never a score.

    `round` counts how often the look began anew.
    """
    return {
        "state": check.state,
        "outcome": outcome_of(check),
        "stage": check.stage,
        "round": begun_anew(check),
        "hint": hint,
        "ask": move_asked(check.stage, check.challenges) or "straight",
        "left": max(0, round((check.expires_at - now).total_seconds())),
    }
