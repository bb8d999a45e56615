"""Extra time and large print for somebody who needs them, with the reason;
also for a paper that is ready or under way.
"""

from datetime import datetime

from examapp.domain.errors import DomainError
from examapp.domain.exams import with_extra_time
from examapp.domain.extra_time import check_percent
from examapp.domain.permissions import Actor
from examapp.domain.reasons import checked_reason
from examapp.extensions import db
from examapp.models.attempts import Attempt, AttemptEvent
from examapp.models.exams import Registration
from examapp.services.attempts.attempts import extend_attempt
from examapp.services.core.archive_borders import refuse_archived
from examapp.services.core.audit import record_act
from examapp.services.core.transactions import transaction
from examapp.services.exams.exam_boards import visible_registrations
from examapp.services.exams.exam_register import may_manage
from examapp.services.exams.registrations import list_tries
from examapp.services.papers.paper_pools import load_definition


def get_registration(actor: Actor, exam_id: int, registration_id: int) -> Registration:
    """Somebody registered for this exam in the actor's scope, or not_found."""
    found = db.session.scalar(visible_registrations(actor, exam_id).where(Registration.id == registration_id))
    if found is None:
        raise DomainError("not_found", what="registration")
    return found


def _refuse_others(registration: Registration, actor: Actor) -> None:
    """Time is given by the office whose exam it is: who is examined by a bureau gets none from the own employer."""
    if not may_manage(actor, registration.exam):
        raise DomainError("extension_not_yours")


def give_extra_time(
    exam_id: int,
    registration_id: int,
    percent: int,
    large_print: bool,
    reason: str,
    *,
    actor: Actor,
    now: datetime,
) -> Registration:
    """More time or large print; a running try gets its later deadline at once, and never a shorter one.

    Raises extension_refused without a reason, number_malformed outside 0 to 100, reason_odd_signs, reason_too_long,
    not_found out of scope, extension_not_yours.
    """
    check_percent(percent, reason)
    reason = checked_reason(reason)
    _refuse_others(get_registration(actor, exam_id, registration_id), actor)
    with transaction() as session:
        found = session.get(Registration, registration_id, with_for_update={"of": Registration})
        found.extra_percent, found.large_print = percent, large_print
        found.accommodation_reason = reason
        minutes = load_definition(found.blueprint_id, found.blueprint_revision).minutes
        for attempt in list_tries(registration_id):
            _allow(attempt.id, with_extra_time(minutes * 60, percent), actor, now)
        facts = {"percent": percent, "large_print": large_print, "reason": found.accommodation_reason}
        record_act("exam.accommodated", f"registration:{registration_id}", actor=actor, now=now, data=facts)
        return found


def _allow(attempt_id: str, seconds: int, actor: Actor, now: datetime) -> None:
    attempt = db.session.get(Attempt, attempt_id, with_for_update={"of": Attempt}, populate_existing=True)
    if attempt.state in ("ready", "open"):
        refuse_archived(attempt, now=now)
    if attempt.state == "ready":
        attempt.allowed_seconds = seconds
    elif attempt.state == "open" and seconds > attempt.allowed_seconds:
        more = seconds - attempt.allowed_seconds
        attempt.allowed_seconds = seconds
        attempt.deadline_ms = (attempt.deadline_ms or 0) + more * 1000
        db.session.add(
            AttemptEvent(
                attempt_id=attempt_id, kind="extended", at=now, actor=actor.label, data={"seconds": more}
            )
        )


def give_minutes(
    exam_id: int, registration_id: int, minutes: int, reason: str, *, actor: Actor, now: datetime
) -> None:
    """Minutes more for the try under way (power cut, broken device).

    Raises state_conflict when none runs, extension_refused, extension_full, extension_not_yours.
    """
    _refuse_others(get_registration(actor, exam_id, registration_id), actor)
    running = next((one for one in list_tries(registration_id) if one.state == "open"), None)
    if running is None:
        raise DomainError("state_conflict")
    extend_attempt(running.id, minutes * 60, reason, actor=actor, now=now)
