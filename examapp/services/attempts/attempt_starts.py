"""The start of an attempt: in the order in which people came, and with the clock of their own."""

from datetime import datetime

from sqlalchemy import BigInteger, ColumnElement, bindparam, case, func, select, update
from sqlalchemy.orm.attributes import set_committed_value

from examapp.adapters.metrics import STARTS_ADMITTED
from examapp.domain.attempts import is_over
from examapp.domain.errors import DomainError
from examapp.domain.waiting_lines import Place
from examapp.extensions import db
from examapp.models.attempts import Attempt, AttemptStep
from examapp.services.attempts.attempt_owners import mark_begun
from examapp.services.attempts.attempts import finish_if_overdue, to_ms
from examapp.services.attempts.standing_clocks import quiz_stands, stop_clock
from examapp.services.core.archive_borders import refuse_archived
from examapp.services.core.audit import record_act
from examapp.services.core.ports import Room
from examapp.services.core.transactions import transaction

# Given out and not yet shown: the paper travels, pictures load. Longer than this nobody looks at it for nothing.
MOST_UNSHOWN_MS = 120_000


def _bounded(milliseconds: ColumnElement[int]) -> ColumnElement[int]:
    """Between nothing, should a clock have been put back, and the most."""
    return case((milliseconds < 0, 0), (milliseconds > MOST_UNSHOWN_MS, MOST_UNSHOWN_MS), else_=milliseconds)


# Written once; docs/performance.md says what that brings.
_START = (
    update(Attempt.__table__)
    .where(Attempt.id == bindparam("wanted"), Attempt.state == "ready")
    .values(
        state="open",
        started_ms=bindparam("now_ms"),
        deadline_ms=bindparam("now_ms") + (Attempt.allowed_seconds + Attempt.extra_seconds) * 1000,
    )
    .returning(Attempt.started_ms, Attempt.deadline_ms)
)

# Whoever has answered has seen the first item; a pause of everybody stops this, too.
_FIRST_STEP = (
    select(func.min(AttemptStep.received_ms))
    .where(AttemptStep.attempt_id == bindparam("wanted"))
    .scalar_subquery()
)
_WAITED = (
    func.coalesce(_FIRST_STEP, Attempt.paused_ms, bindparam("now_ms", type_=BigInteger)) - Attempt.started_ms
)
_BEGIN = (
    update(Attempt.__table__)
    .where(
        Attempt.id == bindparam("wanted"),
        Attempt.state == "open",
        Attempt.begun_ms.is_(None),
        Attempt.token_version == bindparam("version"),
    )
    .values(
        begun_ms=bindparam("now_ms", type_=BigInteger),
        started_ms=Attempt.started_ms + _bounded(_WAITED),
        deadline_ms=Attempt.deadline_ms + _bounded(_WAITED),
    )
    .returning(Attempt.started_ms, Attempt.deadline_ms)
)


def begin_clock(attempt_id: str, *, token_version: int, now: datetime) -> None:
    """The first item is on the screen: the clock that ran since the paper was given out begins now, once.

    At most two minutes are given back. Of a paper that has begun, moved or ended nothing changes.
    """
    asked = {"wanted": attempt_id, "version": token_version, "now_ms": to_ms(now)}
    with transaction() as session:
        begun = session.execute(_BEGIN, asked).first()
        if begun is not None:
            facts = {"started_ms": begun.started_ms, "deadline_ms": begun.deadline_ms}
            record_act("attempt.begun", f"attempt:{attempt_id}", actor="candidate", now=now, data=facts)


def open_attempt(
    attempt_id: str,
    *,
    token_version: int,
    now: datetime,
    grace_seconds: int | None = None,
    room: Room | None = None,
) -> Attempt:
    """The attempt for its holder; the first time the paper is given out, the clock starts (own start + limit).

    With `grace_seconds`, an attempt whose time is over is handed in first. With a `room`, whoever has not begun waits
    their turn (raises waiting); somebody known to wait is told so before the database is asked.
    Raises attempt_unknown, attempt_moved; attempt_cancelled when the exam was called off.
    """
    if room is not None:
        _refuse_waiting(room.find(attempt_id))
    attempt = db.session.get(Attempt, attempt_id)
    if attempt is None:
        raise DomainError("attempt_unknown", attempt=attempt_id)
    if attempt.token_version != token_version:
        raise DomainError("attempt_moved")
    if attempt.state == "ready" and not _start_in_turn(attempt, now, room):
        db.session.refresh(attempt)
    if attempt.state == "cancelled":
        raise DomainError("attempt_cancelled")
    seen_open = attempt.state == "open" and grace_seconds is not None
    if seen_open and is_over(attempt.deadline_ms, grace_seconds, to_ms(now)):
        finish_if_overdue(attempt_id, now=now, grace_seconds=grace_seconds)
        db.session.refresh(attempt)
    return attempt


def _refuse_waiting(place: Place | None) -> None:
    if place is not None:
        raise DomainError(
            "waiting",
            position=place.position,
            wait_seconds=place.wait_seconds,
            again_seconds=place.again_seconds,
        )


def _start_in_turn(attempt: Attempt, now: datetime, room: Room | None) -> bool:
    if room is None:
        return _start(attempt, now)
    _refuse_waiting(room.enter(attempt.id))
    STARTS_ADMITTED.inc()
    try:
        return _start(attempt, now)
    finally:
        room.leave()


def _start(attempt: Attempt, now: datetime) -> bool:
    """Start the clock unless another request has; the row is locked by the update itself."""
    with transaction() as session:
        refuse_archived(attempt, now=now)
        standing = quiz_stands(attempt, now)
        started = session.execute(_START, {"wanted": attempt.id, "now_ms": to_ms(now)}).first()
        if started is None:
            return False
        for name, value in (("state", "open"), *started._mapping.items()):
            set_committed_value(attempt, name, value)
        if standing:
            stop_clock(attempt, to_ms(now))
        mark_begun(attempt)
        record_act("attempt.started", f"attempt:{attempt.id}", actor="candidate", now=now)
        return True
