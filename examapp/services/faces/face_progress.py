"""How one check goes on with each measured picture, and how it ends: accepted, for a person to decide, or not."""

import json
from collections.abc import Sequence
from datetime import datetime

from examapp.adapters.metrics import FACE_CHECKS
from examapp.domain.face_judgements import Calibration, is_made_by_program, judge
from examapp.domain.faces import (
    FLAT,
    TURNS,
    Challenge,
    Frame,
    best_distance,
    find_quality_fault,
    flat_error,
    is_continuous,
    is_done,
    is_other_way,
)
from examapp.models.faces import FaceCheck
from examapp.services.core.audit import record_act
from examapp.services.people.identities import keep_face_identity

# Straight pictures that may be unlike before that counts, and turns that may look flat.
UNLIKE, FLAT_TURNS = 3, 4
# No reference to compare with: farther than any two faces.
NOTHING_ALIKE = 9.0


def wants_straight(check: FaceCheck) -> bool:
    """Whether the person looks straight now: at the beginning, and after the last challenge."""
    return check.stage in (0, len(check.challenges) + 1)


def is_overtaken(check: FaceCheck, number: int) -> bool:
    """Whether a picture that was taken later is already in: several are under way at once."""
    return 0 < number < json.loads(check.progress).get("number", 0)


def take_frame(
    check: FaceCheck,
    frame: Frame,
    digest: str,
    references: Sequence[Sequence[float]],
    calibration: Calibration,
    now: datetime,
    number: int = 0,
) -> str:
    """Go on with one picture; gives a hint for the person. Call inside a transaction that holds the check.

    `number` is the picture's place in the order in which the phone took them; 0 where the phone does not count.
    """
    if digest in check.digests:
        # The very same bytes come from a file, not from a camera.
        return "same_picture"
    check.digests, check.frames = [*check.digests[-200:], digest], check.frames + 1
    straight = wants_straight(check)
    fault = find_quality_fault(frame, straight=straight)
    if fault is not None and (straight or frame.faces != 1):
        return fault
    progress = json.loads(check.progress)
    before = [tuple(one) for one in progress.get("last", [])]
    if before and not is_continuous(before, frame.points):
        end_check(check, "not_alive", now)
        return "jumped"
    progress |= {"last": [list(one) for one in frame.points], "number": number}
    hint = (
        _compare(check, frame, progress, references, calibration, now)
        if straight
        else _challenge(check, frame, progress, now)
    )
    if check.state == "running":
        check.progress = json.dumps(progress)
    return hint


def _compare(
    check: FaceCheck,
    frame: Frame,
    progress: dict,
    references: Sequence[Sequence[float]],
    calibration: Calibration,
    now: datetime,
) -> str:
    found = best_distance(frame.encoding, references) if references else NOTHING_ALIKE
    best = progress["best"] = min(found, progress.get("best", NOTHING_ALIKE))
    # The worse of the beginning and the end is what counts.
    check.distance = max(best, progress.get("first", 0.0))
    verdict = judge(best, calibration)
    if verdict != "accepted":
        progress["unlike"] = progress.get("unlike", 0) + 1
        if progress["unlike"] < UNLIKE:
            return ""
        if verdict == "not_accepted":
            end_check(check, "not_accepted", now, doubtful=check.purpose == "moment")
            return ""
    doubtful = progress.get("doubtful", False) or verdict == "review"
    if check.stage:
        _end_compared(check, doubtful, now)
        return ""
    straight = [list(one) for one in frame.points]
    progress |= {
        "first": best,
        "best": NOTHING_ALIKE,
        "straight": straight,
        "unlike": 0,
        "doubtful": doubtful,
    }
    check.stage = 1
    return ""


def _end_compared(check: FaceCheck, doubtful: bool, now: datetime) -> None:
    if doubtful or is_made_by_program(check.camera):
        end_check(check, "not_accepted", now, doubtful=True)
        return
    end_check(check, "accepted", now)
    if check.purpose == "entry":
        keep_face_identity(check.registration, check.id, now=now)


def _challenge(check: FaceCheck, frame: Frame, progress: dict, now: datetime) -> str:
    challenge = Challenge(check.challenges[check.stage - 1])
    straight = [tuple(one) for one in progress["straight"]]
    if not is_done(challenge, straight, frame.points):
        return "other_way" if is_other_way(challenge, straight, frame.points) else "go_on"
    if challenge in TURNS:
        check.flatness = flat_error(straight, frame.points)
        if check.flatness < FLAT:
            progress["flat"] = progress.get("flat", 0) + 1
            if progress["flat"] >= FLAT_TURNS:
                end_check(check, "not_alive", now, doubtful=check.purpose == "moment")
            return "go_on"
    check.stage += 1
    return "done"


def end_check(check: FaceCheck, outcome: str, now: datetime, *, doubtful: bool = False) -> None:
    """End it; a doubtful one waits for a person. Call inside a transaction."""
    check.state, check.outcome, check.ended_at = "ended", outcome, now
    FACE_CHECKS.labels(outcome).inc()
    check.review = "waiting" if doubtful else check.review
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
