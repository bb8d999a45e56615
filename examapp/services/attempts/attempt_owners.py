"""Whose attempt it is: a participant of a spot quiz, or somebody registered for an exam.
What follows for each stands here.
"""

import json
from datetime import UTC, datetime

from sqlalchemy import bindparam, select, update

from examapp.extensions import db
from examapp.models.attempts import Attempt, AttemptResult
from examapp.models.bank import BlueprintRevision
from examapp.models.exams import Registration
from examapp.models.inspections import Participant
from examapp.services.core.notices import put_away
from examapp.services.core.rollups import note_registered
from examapp.services.people.moment_plans import plan_moments

# Without loading the owner: a hand-in reads it anew, and nothing else looks at it in the act of a start.
_ANSWERING = (
    update(Participant.__table__).where(Participant.id == bindparam("wanted")).values(state="answering")
)
_SITTING = (
    update(Registration.__table__)
    # Where results are not shown yet somebody who passed may sit again, and stays passed meanwhile.
    .where(Registration.id == bindparam("wanted"), Registration.state != "passed")
    .values(state="sitting")
)
# Saved definitions never change, so each process reads each cut score once.
_CUT_SCORES: dict[tuple[str, int, int], int] = {}


def mark_begun(attempt: Attempt) -> None:
    """The owner is answering; call inside the transaction that opens the attempt."""
    if attempt.participant_id is not None:
        db.session.execute(_ANSWERING, {"wanted": attempt.participant_id})
    else:
        db.session.execute(_SITTING, {"wanted": attempt.registration_id})
        plan_moments(attempt)


def mark_handed_in(attempt: Attempt, result: AttemptResult) -> None:
    """The owner is done with this try; call inside the transaction that hands in.

    Somebody registered who did not pass is due again as long as a try is left, and has failed after the last.
    """
    if attempt.participant is not None:
        attempt.participant.state = "done"
        return
    _settle(attempt, result)


def follow_regrade(attempt: Attempt, result: AttemptResult) -> None:
    """A new result of an old paper; call inside the transaction that stores it.
    A running try is settled at its own end.
    """
    registration = attempt.registration
    if registration is not None and registration.state != "sitting":
        _settle(attempt, result)


def _settle(attempt: Attempt, result: AttemptResult) -> None:
    """A pass of any try is a pass, from the moment that the try which counts was handed in (valid_results.py)."""
    registration = attempt.registration
    # Two tries of one person may be settled at once (a hand-in and a regrade): each sees what the other made of it.
    db.session.refresh(registration, ["state", "passed_at"], with_for_update={"of": Registration})
    before = registration.state
    query = select(Attempt.id, Attempt.try_number, Attempt.submitted_ms).where(
        Attempt.registration_id == registration.id, Attempt.state == "submitted", Attempt.id != attempt.id
    )
    others = db.session.execute(query).all()
    last_try = max([attempt.try_number, *(one.try_number for one in others)])
    passes = [other for other in others if _newest(other.id).passed] + ([attempt] if result.passed else [])
    if passes:
        registration.state = "passed"
        handed_in_ms = max(passes, key=lambda one: one.try_number).submitted_ms
        registration.passed_at = datetime.fromtimestamp(handed_in_ms / 1000, tz=UTC)
    else:
        registration.state = "failed" if last_try >= registration.exam.attempts_allowed else "due"
        registration.passed_at = None
    if registration.state != "due" or registration.exam.shows == "after_close":
        # Nothing is left to do; and where results are not shown yet, a call that stays would say that one has failed.
        calls = (f"{call}:{registration.exam_id}" for call in ("exam_due", "exam_soon", "exam_missed"))
        put_away(registration.candidate_id, calls, now=result.created_at)
    note_registered(registration, before)


def _newest(attempt_id: str) -> AttemptResult:
    query = select(AttemptResult).where(AttemptResult.attempt_id == attempt_id)
    return db.session.scalars(query.order_by(AttemptResult.version.desc()).limit(1)).one()


def cut_score_of(attempt: Attempt) -> int:
    """Percent of the points that passes this attempt."""
    owner = attempt.participant or attempt.registration
    key = (str(db.engine.url), owner.blueprint_id, owner.blueprint_revision)
    if key not in _CUT_SCORES:
        saved = db.session.get(BlueprintRevision, key[1:])
        _CUT_SCORES[key] = int(json.loads(saved.definition)["cut_score"])
    return _CUT_SCORES[key]


def describe_owner(attempt: Attempt) -> dict:
    """Whose paper it is, as the audit log keeps it: the registration or the participant, and the person if known."""
    if attempt.participant_id is not None:
        return {"participant": attempt.participant_id, "candidate": attempt.participant.candidate_id}
    return {"registration": attempt.registration_id, "candidate": attempt.registration.candidate_id}
