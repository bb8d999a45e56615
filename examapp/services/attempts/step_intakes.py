"""What a device sends, held against what a person can do: asked before any lock is taken, and next to nothing until it is a lot."""

from collections.abc import Sequence

from sqlalchemy import func, select

from examapp.domain.attempts import Step, encode_response
from examapp.domain.errors import DomainError
from examapp.domain.step_allowances import STEPS_PER_MINUTE, StepIntake, most_steps
from examapp.extensions import db
from examapp.models.attempts import AttemptStep
from examapp.services.core.transactions import reading

_INTAKES: dict[str, StepIntake] = {}
_MOST_REMEMBERED = 20_000


def admit_steps(attempt_id: str, steps: Sequence[Step], *, slot_count: int, now_ms: int) -> None:
    """Refuse what no person sends. Counted in each process by itself, the rows once in 200 steps.

    Raises steps_too_fast beyond 20,000 a minute; steps_too_many with the ids that no room is left for. What the server
    holds already is admitted however full it is, so that it is acknowledged again.
    """
    intake = _INTAKES.get(attempt_id)
    if intake is None:
        if len(_INTAKES) >= _MOST_REMEMBERED:
            _INTAKES.clear()
        intake = _INTAKES[attempt_id] = StepIntake()
    if not intake.receive(len(steps), now_ms):
        raise DomainError("steps_too_fast", most=STEPS_PER_MINUTE)
    if intake.asks_for_a_count:
        _require_room(attempt_id, steps, most_steps(slot_count))
        intake.note_count()


def _require_room(attempt_id: str, steps: Sequence[Step], most: int) -> None:
    with reading():
        count = db.session.scalar(
            select(func.count()).select_from(AttemptStep).where(AttemptStep.attempt_id == attempt_id)
        )
        if count + len(steps) <= most:
            return
        stored = _stored(attempt_id, steps)
    new = {step.client_id: step.client_text for step in steps if step.client_id not in stored}
    if new and count + len(new) > most:
        raise DomainError("steps_too_many", most=most, refused=list(new.values()))


def refuse_changed_steps(attempt_id: str, steps: Sequence[Step]) -> None:
    """Raises step_changed with the ids that the server holds with another answer; the first one stays as it is."""
    with reading():
        stored = _stored(attempt_id, steps)
    changed = [
        step.client_text for step in steps if stored.get(step.client_id, _content(step)) != _content(step)
    ]
    if changed:
        raise DomainError("step_changed", refused=changed)


def _stored(attempt_id: str, steps: Sequence[Step]) -> dict[bytes, tuple[int, int, str]]:
    """Seq, slot and stored response of those of these steps that the server holds."""
    rows = db.session.execute(
        select(AttemptStep.client_id, AttemptStep.seq, AttemptStep.slot, AttemptStep.response).where(
            AttemptStep.attempt_id == attempt_id,
            AttemptStep.client_id.in_([step.client_id for step in steps]),
        )
    )
    return {bytes(client_id): (seq, slot, response) for client_id, seq, slot, response in rows}


def _content(step: Step) -> tuple[int, int, str]:
    return step.seq, step.slot, encode_response(step.response)
