"""What the inspector does with the people of an open quiz: confirm, mark absent, swap, add minutes."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from examapp.domain.errors import DomainError
from examapp.domain.permissions import Actor
from examapp.domain.reasons import checked_reason
from examapp.models.inspections import Participant, SpotQuiz
from examapp.services.core.audit import record_act
from examapp.services.core.ports import Ports
from examapp.services.core.scopes import get_participant
from examapp.services.core.transactions import transaction
from examapp.services.quizzes.participants import add_drawn, attempt_of, person_key
from examapp.services.quizzes.quiz_draws import next_key
from examapp.services.quizzes.seat_claims import LEVELS, confirm_person, grant_claim
from examapp.services.quizzes.seats import asked_claims
from examapp.services.quizzes.spot_quizzes import list_participants, locked_quiz, require_state


def confirm_identity(
    participant_id: int, level: str, *, actor: Actor, now: datetime, ports: Ports, how: str = "board"
) -> None:
    """The inspector has compared face and ID card; the person may start, on the device that waits or on the tablet.

    Raises state_conflict after the hand-in, seat_choice_needed when several devices of the person wait.
    """
    if level not in LEVELS:
        raise DomainError("identity_level_unknown", level=level)
    claims = asked_claims(get_participant(actor, participant_id).id)
    if len(claims) > 1:
        raise DomainError("seat_choice_needed")
    if claims:
        grant_claim(claims[0].id, level, actor=actor, now=now, ports=ports, how=how)
        return
    with _held(participant_id, actor) as participant:
        if participant.state in ("done", "swapped"):
            raise DomainError("state_conflict", state=participant.state)
        confirm_person(participant, attempt_of(participant.id), level, actor=actor, now=now)


def mark_absent(participant_id: int, reason: str, *, actor: Actor, now: datetime) -> None:
    """Not there, with the reason on the record; possible only before the paper was opened."""
    reason = checked_reason(reason)
    if not reason:
        raise DomainError("absent_reason_missing")
    with _held(participant_id, actor) as participant:
        if participant.state not in ("expected", "waiting", "confirmed", "absent"):
            raise DomainError("state_conflict", state=participant.state)
        participant.state, participant.reason = "absent", reason
        record_act(
            "participant.absent",
            f"participant:{participant_id}",
            actor=actor,
            now=now,
            data={"reason": participant.reason},
        )


def mark_present(participant_id: int, *, actor: Actor, now: datetime) -> None:
    """Take an absence back while the quiz is open."""
    with _held(participant_id, actor) as participant:
        if participant.state == "absent":
            participant.state, participant.reason = "expected", ""
            record_act("participant.present", f"participant:{participant_id}", actor=actor, now=now)


def swap_participant(participant_id: int, reason: str, *, actor: Actor, now: datetime, ports: Ports) -> int:
    """Replace somebody who cannot come by the next of the drawn order in the same role;
    gives the new participant's id.
    """
    reason = checked_reason(reason)
    if not reason:
        raise DomainError("swap_reason_missing")
    with _held(participant_id, actor) as participant:
        if participant.state not in ("expected", "absent") or participant.origin not in ("drawn", "swapped"):
            raise DomainError("state_conflict", state=participant.state)
        quiz = participant.spot_quiz
        key = _next_in_order(quiz, participant.role, ports)
        participant.state, participant.reason = "swapped", reason
        new = add_drawn(
            quiz, key, participant.role, origin="swapped", now=now, ports=ports, replaces_id=participant.id
        )
        facts = {
            "out": person_key(participant.employment_id),
            "in": key,
            "reason": participant.reason,
        }
        record_act("participant.swapped", f"participant:{participant_id}", actor=actor, now=now, data=facts)
        return new.id


def _next_in_order(quiz: SpotQuiz, stratum: str, ports: Ports) -> str:
    used = {person_key(one.employment_id) for one in list_participants(quiz.id) if one.employment_id}
    key = next_key(quiz, stratum, used, ports)
    if key is None:
        raise DomainError("nobody_left", role=stratum)
    return key


@contextmanager
def _held(participant_id: int, actor: Actor) -> Iterator[Participant]:
    """A transaction that holds the participant and its open quiz."""
    quiz_id = get_participant(actor, participant_id).spot_quiz_id
    with transaction() as session:
        require_state(locked_quiz(quiz_id), "open")
        yield session.get(Participant, participant_id, with_for_update=True, populate_existing=True)
