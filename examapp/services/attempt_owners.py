"""Whose attempt it is: a participant of a spot quiz, or somebody registered for an exam. What follows for each stands here."""

import json

from examapp.extensions import db
from examapp.models.attempts import Attempt, AttemptResult
from examapp.models.bank import BlueprintRevision


def mark_begun(attempt: Attempt) -> None:
    """The owner is answering; call inside the transaction that opens the attempt."""
    if attempt.participant is not None:
        attempt.participant.state = "answering"
    else:
        attempt.registration.state = "sitting"


def mark_handed_in(attempt: Attempt, result: AttemptResult) -> None:
    """The owner is done with this try; call inside the transaction that hands in.

    Somebody registered who did not pass is due again as long as a try is left, and has failed after the last.
    """
    if attempt.participant is not None:
        attempt.participant.state = "done"
        return
    registration = attempt.registration
    if result.passed:
        registration.state, registration.passed_at = "passed", result.created_at
    elif attempt.try_number >= registration.exam.attempts_allowed:
        registration.state = "failed"
    else:
        registration.state = "due"


def cut_score_of(attempt: Attempt) -> int:
    """Percent of the points that passes this attempt."""
    owner = attempt.participant or attempt.registration
    saved = db.session.get(BlueprintRevision, (owner.blueprint_id, owner.blueprint_revision))
    return int(json.loads(saved.definition)["cut_score"])
