"""Answers that were given on paper and read from cards: stored as steps, marked like those of a screen."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select

from examapp.domain.attempts import encode_response
from examapp.domain.errors import DomainError
from examapp.domain.permissions import Actor
from examapp.extensions import db
from examapp.models.attempts import AttemptEvent, AttemptStep
from examapp.services.attempts.attempts import HandIn, close_attempt, latest_result, locked_attempt, to_ms
from examapp.services.core.archive_borders import refuse_archived

ON_PAPER = "on_paper"
_STEPS = uuid.UUID("4b1f8f5e-2f43-4f0f-9a36-6a4f1d0c9f21")


def store_paper_answers(
    attempt_id: str,
    responses: Mapping[int, Sequence[str]],
    *,
    begun_at: datetime,
    collected_at: datetime,
    facts: Mapping,
    actor: Actor,
    now: datetime,
) -> HandIn:
    """Everything that was answered by slot (from 1) becomes steps of the time of collecting, and is handed in.

    The clock ran from `begun_at` to `collected_at` for everybody alike: papers are collected by a person, so what was
    collected counts, and the event says how many seconds it was over. Twice is once; call inside a transaction.
    Raises attempt_unknown, state_conflict for a paper that runs on a screen or was called off.
    """
    attempt = locked_attempt(attempt_id)
    if attempt.state == "submitted":
        return HandIn(attempt, latest_result(attempt_id))
    if attempt.state != "ready":
        raise DomainError("state_conflict")
    refuse_archived(attempt, now=now)
    begun_ms, collected_ms = to_ms(begun_at), to_ms(collected_at)
    allowed_ms = begun_ms + (attempt.allowed_seconds + attempt.extra_seconds) * 1000
    attempt.state, attempt.started_ms, attempt.begun_ms = "open", begun_ms, begun_ms
    attempt.deadline_ms = max(allowed_ms, collected_ms)
    _add_steps(attempt_id, responses, collected_ms)
    over = {"seconds_over": max(0, (collected_ms - allowed_ms) // 1000)}
    event = AttemptEvent(
        attempt_id=attempt_id, kind=ON_PAPER, at=now, actor=actor.label, data={**facts, **over}
    )
    db.session.add(event)
    db.session.flush()
    hand_in = close_attempt(attempt, how="self", submission_id=None, now=now, grace_seconds=0, actor=actor)
    attempt.submitted_ms = collected_ms
    return hand_in


def _add_steps(attempt_id: str, responses: Mapping[int, Sequence[str]], collected_ms: int) -> None:
    for seq, (slot, response) in enumerate(sorted(responses.items()), start=1):
        step = AttemptStep(
            attempt_id=attempt_id,
            client_id=uuid.uuid5(_STEPS, f"{attempt_id}/{slot}").bytes,
            seq=seq,
            slot=slot,
            response=encode_response(response),
            received_ms=collected_ms,
        )
        db.session.add(step)


def describe_on_paper(attempt_id: str) -> dict:
    """{"on_paper": {card, pages, seconds_over}} of a paper that was read from a card; {} of any other."""
    query = select(AttemptEvent.data).where(
        AttemptEvent.attempt_id == attempt_id, AttemptEvent.kind == ON_PAPER
    )
    facts = db.session.scalars(query).first()
    return {ON_PAPER: {name: facts[name] for name in ("card", "pages", "seconds_over")}} if facts else {}
