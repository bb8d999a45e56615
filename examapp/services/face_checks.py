"""One try to be recognised: challenges drawn here, pictures measured one by one, an outcome that never fails an exam."""

import hashlib
import json
import secrets
import uuid
from datetime import datetime, timedelta

from sqlalchemy import select

from examapp.adapters.metrics import FACE_CHECKS
from examapp.domain.errors import DomainError
from examapp.domain.faces import (
    FLAT,
    THRESHOLD,
    TURNS,
    Challenge,
    Frame,
    best_distance,
    draw_challenges,
    find_quality_fault,
    flat_error,
    is_continuous,
    is_done,
)
from examapp.extensions import db
from examapp.models.exams import Registration
from examapp.models.faces import FaceCheck
from examapp.services.audit import record_act
from examapp.services.face_consents import find_consent
from examapp.services.face_references import is_enrolled, list_references, open_encodings
from examapp.services.face_switches import require_faces
from examapp.services.identities import keep_face_identity, next_try
from examapp.services.ports import Ports
from examapp.services.transactions import transaction

TRIES = 2
SECONDS = 60
MOST_FRAMES = 90
FEWEST_FRAMES = 3
# Straight pictures that may be unlike before it is said so, and turns that may look flat.
UNLIKE, FLAT_TURNS = 3, 4
LAST_STAGE = 3


def tries_left(registration: Registration) -> int:
    """How many more tries by face there are before the next attempt; then the other way is the way."""
    return max(0, TRIES - len(_failed(registration)))


def _failed(registration: Registration) -> list[FaceCheck]:
    query = select(FaceCheck).where(
        FaceCheck.registration_id == registration.id,
        FaceCheck.state == "ended",
        FaceCheck.outcome != "accepted",
        # A page that was only opened and left again was no try.
        FaceCheck.frames >= FEWEST_FRAMES,
    )
    number = next_try(registration)
    return [one for one in db.session.scalars(query) if json.loads(one.progress).get("try", number) == number]


def start_check(registration_id: int, *, candidate_id: int, now: datetime, ports: Ports) -> FaceCheck:
    """Draw two challenges; an older running try of the same exam ends.

    Raises not_found, faces_off, faces_unavailable, consent_needed, face_not_enrolled, face_tries_used.
    """
    require_faces(ports)
    with transaction() as session:
        registration = session.get(Registration, registration_id, with_for_update={"of": Registration})
        if registration is None or registration.candidate_id != candidate_id:
            raise DomainError("not_found", what="registration")
        if find_consent(candidate_id) is None:
            raise DomainError("consent_needed")
        if not is_enrolled(candidate_id, ports):
            raise DomainError("face_not_enrolled")
        running = select(FaceCheck).where(
            FaceCheck.registration_id == registration_id, FaceCheck.state == "running"
        )
        for older in session.scalars(running):
            _end(older, "not_done", now)
        session.flush()
        if not tries_left(registration):
            raise DomainError("face_tries_used")
        drawn = draw_challenges(secrets.randbelow(2), secrets.randbelow(3), secrets.randbelow(2))
        check = FaceCheck(
            id=uuid.uuid4().hex,
            registration_id=registration_id,
            challenges=[one.value for one in drawn],
            progress=json.dumps({"try": next_try(registration)}),
            threshold=THRESHOLD,
            model=ports.faces.model,
            started_at=now,
            expires_at=now + timedelta(seconds=SECONDS),
        )
        session.add(check)
        record_act("face.check_started", f"registration:{registration_id}", actor="candidate", now=now)
        return check


def get_check(check_id: str, *, candidate_id: int) -> FaceCheck:
    """One of this person's. Raises not_found."""
    found = db.session.get(FaceCheck, check_id, populate_existing=True)
    if found is None or found.registration.candidate_id != candidate_id:
        raise DomainError("not_found", what="face_check")
    return found


def submit_frame(check_id: str, picture: bytes, *, candidate_id: int, now: datetime, ports: Ports) -> dict:
    """Measure one picture and go on: {"state", "outcome", "stage", "hint", "ask"}. The picture is forgotten.

    Raises not_found, faces_busy, faces_unavailable, picture_unreadable; nothing is counted then.
    """
    check = get_check(check_id, candidate_id=candidate_id)
    if check.state == "ended":
        return describe_check(check)
    straight = check.stage in (0, LAST_STAGE)
    frame = ports.faces.measure(picture, encode=straight)
    references = open_encodings(list_references(candidate_id, confirmed=True), ports)
    with transaction() as session:
        session.get(FaceCheck, check_id, with_for_update={"of": FaceCheck})
        check = get_check(check_id, candidate_id=candidate_id)
        if check.state == "ended" or straight != (check.stage in (0, LAST_STAGE)):
            return describe_check(check)
        hint = _take(check, frame, hashlib.sha256(picture).hexdigest(), references, now)
        if check.state == "running" and (check.frames >= MOST_FRAMES or now > check.expires_at):
            _end(check, "not_done", now)
        return describe_check(check, hint)


def describe_check(check: FaceCheck, hint: str = "") -> dict:
    """What the phone is told; never a score."""
    ask = "straight" if check.stage in (0, LAST_STAGE) else check.challenges[check.stage - 1]
    return {"state": check.state, "outcome": check.outcome, "stage": check.stage, "hint": hint, "ask": ask}


def _take(check: FaceCheck, frame: Frame, digest: str, references: list[list[float]], now: datetime) -> str:
    if digest in check.digests:
        # The very same bytes come from a file, not from a camera.
        return "same_picture"
    check.digests, check.frames = [*check.digests[-200:], digest], check.frames + 1
    straight = check.stage in (0, LAST_STAGE)
    fault = find_quality_fault(frame, straight=straight)
    if fault is not None and (straight or fault in ("no_face", "several_faces")):
        return fault
    progress = json.loads(check.progress)
    before = [tuple(one) for one in progress.get("last", [])]
    if before and not is_continuous(before, frame.points):
        _end(check, "not_alive", now)
        return "jumped"
    progress["last"] = [list(one) for one in frame.points]
    hint = (
        _straight(check, frame, progress, references, now)
        if straight
        else _challenge(check, frame, progress, now)
    )
    if check.state == "running":
        check.progress = json.dumps(progress)
    return hint


def _straight(
    check: FaceCheck, frame: Frame, progress: dict, references: list[list[float]], now: datetime
) -> str:
    found = best_distance(frame.encoding, references) if references else 9.0
    # The worse of the beginning and the end is what counts.
    kept = progress.get("first", 0.0)
    check.distance = max(kept, found) if check.stage else found
    if found > check.threshold:
        progress["unlike"] = progress.get("unlike", 0) + 1
        if progress["unlike"] >= UNLIKE:
            _end(check, "not_accepted", now)
        return ""
    if check.stage == LAST_STAGE:
        _end(check, "accepted", now)
        keep_face_identity(check.registration, check.id, now=now)
        return ""
    progress |= {"first": found, "straight": [list(one) for one in frame.points], "unlike": 0}
    check.stage = 1
    return ""


def _challenge(check: FaceCheck, frame: Frame, progress: dict, now: datetime) -> str:
    challenge = Challenge(check.challenges[check.stage - 1])
    straight = [tuple(one) for one in progress["straight"]]
    if not is_done(challenge, straight, frame.points):
        return "go_on"
    if challenge in TURNS:
        check.flatness = flat_error(straight, frame.points)
        if check.flatness < FLAT:
            progress["flat"] = progress.get("flat", 0) + 1
            if progress["flat"] >= FLAT_TURNS:
                _end(check, "not_alive", now)
            return "go_on"
    check.stage += 1
    return "done"


def _end(check: FaceCheck, outcome: str, now: datetime) -> None:
    check.state, check.outcome, check.ended_at = "ended", outcome, now
    FACE_CHECKS.labels(outcome).inc()
    # Measured points are forgotten with the end; the number of the try stays.
    check.progress = json.dumps({"try": json.loads(check.progress).get("try", 1)})
    check.digests = []
    facts = {
        "outcome": outcome,
        "distance": None if check.distance is None else round(check.distance, 3),
        "threshold": check.threshold,
        "model": check.model,
    }
    record_act(
        "face.check_ended", f"registration:{check.registration_id}", actor="candidate", now=now, data=facts
    )
