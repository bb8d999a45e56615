"""How one check goes on with each measured picture, and how it ends: accepted, for a person to decide, or not.

The rule itself is pure and stands in domain/face_looks.py; between two pictures its state lies sealed in the row.
"""

import base64
import json
from collections.abc import Sequence
from datetime import datetime

from examapp.adapters.faces.look_states import read_look, write_look
from examapp.adapters.metrics import FACE_CHECKS
from examapp.domain.face_judgements import is_looked_at_later
from examapp.domain.face_looks import Look, Rules, take_picture
from examapp.domain.faces import Challenge, Frame
from examapp.models.faces import FaceCheck
from examapp.services.core.audit import record_act
from examapp.services.core.ports import Ports
from examapp.services.faces.face_keys import OwnSealer
from examapp.services.people.identities import keep_face_identity


def is_overtaken(check: FaceCheck, number: int) -> bool:
    """Whether a picture that was taken later is already in: several are under way at once."""
    return 0 < number < json.loads(check.progress).get("number", 0)


def begun_anew(check: FaceCheck) -> int:
    """How often the look had to begin anew."""
    return json.loads(check.progress).get("round", 0)


def take_frame(
    check: FaceCheck,
    frame: Frame,
    digest: str,
    references: Sequence[Sequence[float]],
    *,
    now: datetime,
    ports: Ports,
    number: int = 0,
) -> str:
    """Go on with one picture; gives a hint for the person. Call inside a transaction that holds the check.

    `number` is the picture's place in the order in which the phone took them; 0 where the phone does not count.
    """
    if digest in check.digests:
        # The very same bytes come from a file, not from a camera.
        return "same_picture"
    check.digests, check.frames = [*check.digests[-200:], digest], check.frames + 1
    progress = json.loads(check.progress)
    sealer = OwnSealer(check.registration.candidate_id, ports)
    before = _open_look(check, progress.get("look"), sealer)
    look = take_picture(before, frame, int(now.timestamp() * 1000), _rules(check, references, ports))
    check.stage, check.distance, check.flatness = look.stage, look.distance, look.flatness
    if look.outcome is not None:
        _end_look(check, look, now)
        return look.hint
    turns = progress.get("round", 0) + (look.stage < before.stage)
    check.progress = json.dumps(
        {
            "try": progress.get("try", 1),
            "number": number,
            "round": turns,
            "look": _seal_look(check, look, sealer),
        }
    )
    return look.hint


def _seal_look(check: FaceCheck, look: Look, sealer: OwnSealer) -> str:
    """Base64: the state lies among plain values of the row."""
    return base64.b64encode(sealer.seal_row(write_look(look), _place_of(check))).decode()


def _open_look(check: FaceCheck, sealed: str | None, sealer: OwnSealer) -> Look:
    """The state again; a new one where there is none yet. Raises as OwnSealer.open_row."""
    return read_look(sealer.open_row(base64.b64decode(sealed), _place_of(check), None)) if sealed else Look()


def _place_of(check: FaceCheck) -> str:
    """table:row:column, as sealed columns are bound (core/sealed_fields.py)."""
    return f"face_checks:{check.id}:progress"


def _rules(check: FaceCheck, references: Sequence[Sequence[float]], ports: Ports) -> Rules:
    return Rules(
        challenges=tuple(Challenge(one) for one in check.challenges),
        references=references,
        calibration=ports.faces.calibration,
        within=check.purpose == "moment",
    )


def _end_look(check: FaceCheck, look: Look, now: datetime) -> None:
    if look.outcome != "accepted":
        end_check(check, look.outcome, now, doubtful=look.doubtful)
        return
    # A camera that a program feeds may be a repaired driver: the way is free, and a person looks at it afterwards.
    later = check.made_by_program or is_looked_at_later(check.id)
    end_check(check, "accepted", now, later=later)
    if check.purpose == "entry":
        keep_face_identity(check.registration, check.id, now=now)


def end_check(
    check: FaceCheck, outcome: str, now: datetime, *, doubtful: bool = False, later: bool = False
) -> None:
    """End it; a doubtful one waits for a person, an accepted one may be looked at later. Call inside a transaction."""
    check.state, check.outcome, check.ended_at = "ended", outcome, now
    FACE_CHECKS.labels(outcome).inc()
    check.review = "waiting" if doubtful else "later" if later else check.review
    # Measured points are forgotten with the end; the number of the try stays.
    check.progress = json.dumps({"try": json.loads(check.progress).get("try", 1)})
    check.digests = []
    facts = {
        "outcome": outcome,
        "review": check.review,
        "distance": None if check.distance is None else round(check.distance, 3),
        "threshold": check.threshold,
        "model": check.model,
    }
    subject = f"registration:{check.registration_id}"
    record_act("face.check_ended", subject, actor="candidate", now=now, data=facts)
