"""One attempt from its steps to its result; hand-in by the person or by the server. The start: attempt_starts.py."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import joinedload

from examapp.domain.attempts import StoredStep, count_responses, decode_response, find_missing_seqs, is_over
from examapp.domain.errors import DomainError
from examapp.domain.extra_time import check_minutes
from examapp.domain.permissions import Actor
from examapp.domain.reasons import checked_reason
from examapp.domain.rulings import Ruling
from examapp.domain.scoring import is_passed, total_score
from examapp.domain.step_allowances import most_steps
from examapp.extensions import db
from examapp.models.attempts import Attempt, AttemptEvent, AttemptResult, AttemptStep
from examapp.services.attempts.attempt_owners import cut_score_of, describe_owner, mark_handed_in
from examapp.services.attempts.extra_time import given_seconds
from examapp.services.attempts.rulings import ItemKey, get_rulings, keys_of, mark_paper
from examapp.services.attempts.standing_clocks import let_clock_go
from examapp.services.core.archive_borders import refuse_archived
from examapp.services.core.audit import record_act
from examapp.services.core.rollups import note_hand_in
from examapp.services.core.transactions import canonical_json, digest_text, reading, transaction

# Statements of every hand-in, written once; docs/performance.md says what that brings.
_LOCKED = (
    select(Attempt)
    .where(Attempt.id == bindparam("wanted"))
    .options(joinedload(Attempt.participant), joinedload(Attempt.registration))
    .with_for_update(of=Attempt)
    .execution_options(populate_existing=True)
)
_STEPS = select(
    AttemptStep.slot, AttemptStep.seq, AttemptStep.client_id, AttemptStep.response, AttemptStep.received_ms
).where(AttemptStep.attempt_id == bindparam("wanted"))
_SEQS = select(AttemptStep.seq).where(AttemptStep.attempt_id == bindparam("wanted"))
_STANDING = select(
    Attempt.state,
    Attempt.slot_count,
    Attempt.token_version,
    Attempt.deadline_ms,
    select(func.count(AttemptStep.seq.distinct()))
    .where(AttemptStep.attempt_id == bindparam("wanted"), AttemptStep.seq <= bindparam("last_seq"))
    .scalar_subquery()
    .label("seq_count"),
).where(Attempt.id == bindparam("wanted"))
_HIGHEST_INTEGER = 2**31 - 1


@dataclass(frozen=True, slots=True)
class HandIn:
    """What a hand-in came to; `rulings` are those that it was marked under, None when it had been in before."""

    attempt: Attempt
    result: AttemptResult
    rulings: Mapping[ItemKey, Ruling] | None = None


def to_ms(moment: datetime) -> int:
    """Milliseconds since the epoch."""
    return int(moment.timestamp() * 1000)


def stored_steps(attempt_id: str) -> list[StoredStep]:
    """Every kept step of an attempt."""
    rows = db.session.execute(_STEPS, {"wanted": attempt_id})
    return [
        StoredStep(slot, seq, bytes(client_id), decode_response(response), received_ms)
        for slot, seq, client_id, response, received_ms in rows
    ]


def submit_attempt(
    attempt_id: str,
    submission_id: str,
    last_seq: int,
    *,
    token_version: int,
    now: datetime,
    grace_seconds: int,
) -> HandIn:
    """Hand in: all-or-nothing with result and audit entry; the same again gives the same result.

    Raises steps_missing with the seqs that the server does not hold, so that the device sends them first; it looks
    for them before it takes the lock. A `last_seq` beyond what a person comes to counts as the highest there can be.
    Raises attempt_cancelled when the exam was called off.
    """
    last_seq = _look_for_gaps(attempt_id, last_seq, token_version, to_ms(now) - grace_seconds * 1000)
    with transaction():
        attempt = locked_attempt(attempt_id)
        if attempt.token_version != token_version:
            raise DomainError("attempt_moved")
        if attempt.state == "ready":
            raise DomainError("attempt_not_open")
        if attempt.state == "cancelled":
            raise DomainError("attempt_cancelled")
        if attempt.state == "submitted":
            return HandIn(attempt, latest_result(attempt_id))
        held = stored_steps(attempt_id)
        missing = find_missing_seqs((step.seq for step in held), last_seq)
        if missing and not is_over(attempt.deadline_ms, grace_seconds, to_ms(now)):
            raise DomainError("steps_missing", missing=missing)
        return _finish(
            attempt,
            how="self",
            submission_id=submission_id,
            now=now,
            grace_seconds=grace_seconds,
            held=held,
        )


def _look_for_gaps(attempt_id: str, last_seq: int, token_version: int, over_before_ms: int) -> int:
    """The `last_seq` that can be; raises steps_missing for an attempt that runs on this device and lacks some."""
    with reading():
        asked = {"wanted": attempt_id, "last_seq": min(last_seq, _HIGHEST_INTEGER)}
        seen = db.session.execute(_STANDING, asked).one_or_none()
        if seen is None:
            raise DomainError("attempt_unknown", attempt=attempt_id)
        last_seq = min(last_seq, most_steps(seen.slot_count))
        runs = seen.state == "open" and seen.token_version == token_version
        if not runs or seen.deadline_ms < over_before_ms or seen.seq_count >= last_seq:
            return last_seq
        missing = find_missing_seqs(db.session.scalars(_SEQS, {"wanted": attempt_id}), last_seq)
    if missing:
        raise DomainError("steps_missing", missing=missing)
    return last_seq


def finish_overdue_attempts(*, now: datetime, grace_seconds: int, limit: int = 200) -> list[str]:
    """Hand in what is open past deadline and grace, each in its own transaction; gives the ids. Safe to run twice."""
    before_ms = to_ms(now) - grace_seconds * 1000
    due = db.session.scalars(
        select(Attempt.id)
        .where(Attempt.state == "open", Attempt.deadline_ms < before_ms)
        .order_by(Attempt.deadline_ms)
        .limit(limit)
    ).all()
    return [
        attempt_id
        for attempt_id in due
        if finish_if_overdue(attempt_id, now=now, grace_seconds=grace_seconds)
    ]


def finish_if_overdue(attempt_id: str, *, now: datetime, grace_seconds: int | None) -> bool:
    """Hand one attempt in when its time is over; False when it was already in, or has time left.

    Without `grace_seconds` nothing is ended by time (the clock is in doubt).
    """
    # Nearly always there is nothing to do: look before taking the lock, and decide again behind it.
    seen = db.session.get(Attempt, attempt_id, populate_existing=True)
    if seen is None:
        raise DomainError("attempt_unknown", attempt=attempt_id)
    if (
        seen.state != "open"
        or grace_seconds is None
        or not is_over(seen.deadline_ms, grace_seconds, to_ms(now))
    ):
        return False
    with transaction():
        attempt = locked_attempt(attempt_id)
        if attempt.state != "open" or not is_over(attempt.deadline_ms, grace_seconds, to_ms(now)):
            return False
        _finish(attempt, how="deadline", submission_id=None, now=now, grace_seconds=grace_seconds)
        return True


def finish_by_inspector(attempt_id: str, *, actor: Actor | str, now: datetime, grace_seconds: int) -> None:
    """Hand in for somebody who cannot; what is stored counts. Twice is harmless; call inside a transaction."""
    attempt = locked_attempt(attempt_id)
    if attempt.state == "open":
        _finish(
            attempt, how="inspector", submission_id=None, now=now, grace_seconds=grace_seconds, actor=actor
        )


def extend_attempt(attempt_id: str, seconds: int, reason: str, *, actor: Actor, now: datetime) -> None:
    """Give minutes more, effective at once, an hour in all however often.

    Raises extension_refused, extension_full; state_conflict when it is already handed in.
    """
    with transaction():
        give_seconds(attempt_id, seconds, reason, actor=actor, now=now)


def give_seconds(attempt_id: str, seconds: int, reason: str, *, actor: Actor, now: datetime) -> None:
    """The same inside a transaction of the caller, for several people at once."""
    attempt = locked_attempt(attempt_id)
    check_minutes(seconds, reason, given_seconds(attempt_id))
    if attempt.state in ("submitted", "cancelled"):
        raise DomainError("state_conflict")
    refuse_archived(attempt, now=now)
    attempt.extra_seconds += seconds
    if attempt.deadline_ms is not None:
        attempt.deadline_ms = max(attempt.deadline_ms, to_ms(now)) + seconds * 1000
    facts = {"seconds": seconds, "reason": checked_reason(reason)}
    db.session.add(
        AttemptEvent(attempt_id=attempt_id, kind="extended", at=now, actor=actor.label, data=facts)
    )
    record_act("attempt.extended", f"attempt:{attempt_id}", actor=actor, now=now, data=facts)


def get_held(attempt_id: str, token_version: int) -> Attempt:
    """The attempt for the device that holds it. Raises attempt_moved for one that held it before, attempt_unknown.

    Keep it for the whole request: what is read of it then is not asked again.
    """
    attempt = db.session.get(Attempt, attempt_id)
    if attempt is None:
        raise DomainError("attempt_unknown", attempt=attempt_id)
    if attempt.token_version != token_version:
        raise DomainError("attempt_moved")
    return attempt


def latest_result(attempt_id: str) -> AttemptResult | None:
    """The newest result version, or None before the hand-in."""
    return db.session.scalar(
        select(AttemptResult)
        .where(AttemptResult.attempt_id == attempt_id)
        .order_by(AttemptResult.version.desc())
        .limit(1)
    )


def latest_results(attempt_ids: Sequence[str]) -> dict[str, AttemptResult]:
    """The newest result version by attempt; none for attempts that are not handed in."""
    rows = db.session.scalars(
        select(AttemptResult).where(AttemptResult.attempt_id.in_(attempt_ids)).order_by(AttemptResult.version)
    )
    return {result.attempt_id: result for result in rows}


def _finish(
    attempt: Attempt,
    *,
    how: str,
    submission_id: str | None,
    now: datetime,
    grace_seconds: int,
    actor: Actor | str = "candidate",
    held: list[StoredStep] | None = None,
) -> HandIn:
    let_clock_go(attempt, to_ms(now))
    until_ms = attempt.deadline_ms + grace_seconds * 1000
    steps = stored_steps(attempt.id) if held is None else held
    responses = count_responses(steps, until_ms=until_ms)
    # Everything is read before anything changes, so that the changes go out in one flush.
    rulings = get_rulings(keys_of(json.loads(attempt.paper)))
    attempt.state, attempt.how, attempt.submission_id = "submitted", how, submission_id
    attempt.submitted_ms = attempt.deadline_ms if how == "deadline" else to_ms(now)
    result = compute_result(attempt, responses, version=1, now=now, rulings=rulings)
    db.session.add(result)
    mark_handed_in(attempt, result)
    note_hand_in(attempt, result)
    facts = {"how": how, "score_tenths": result.score_tenths, "passed": result.passed}
    facts |= {"responses": digest_text(result.responses), "marks": digest_text(result.marks)}
    facts |= {"full_tenths": result.full_tenths, "steps": len(steps), "submitted_ms": attempt.submitted_ms}
    facts |= describe_owner(attempt)
    who = "server" if how == "deadline" else actor
    record_act("attempt.submitted", f"attempt:{attempt.id}", actor=who, now=now, data=facts)
    return HandIn(attempt, result, rulings)


def compute_result(
    attempt: Attempt,
    responses: Mapping[int, Sequence[str]],
    *,
    version: int,
    now: datetime,
    rulings: Mapping[ItemKey, Ruling],
) -> AttemptResult:
    """A result of these responses under these rulings; not stored."""
    marks = mark_paper(json.loads(attempt.paper), responses, rulings)
    score, full = total_score(marks)
    return AttemptResult(
        attempt_id=attempt.id,
        version=version,
        score_tenths=score,
        full_tenths=full,
        passed=is_passed(score, full, cut_score_of(attempt)),
        marks=canonical_json([slot_mark.tenths for slot_mark in marks]),
        responses=canonical_json([list(responses.get(number, ())) for number in range(1, len(marks) + 1)]),
        created_at=now,
    )


def locked_attempt(attempt_id: str) -> Attempt:
    """The attempt, held until the end of the transaction. Raises attempt_unknown."""
    attempt = db.session.scalars(_LOCKED, {"wanted": attempt_id}).one_or_none()
    if attempt is None:
        raise DomainError("attempt_unknown", attempt=attempt_id)
    return attempt
