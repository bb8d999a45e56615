"""A wall clock that jumps: time goes on as the machine counts it, nothing is ended by time, and people decide what is right.

Each process looks every few seconds (`ClockWatch`). When the wall clock is back, everything goes on by itself; when the
new time is the right one, an administrator says so (`accept_clock`), and whoever is answering loses nothing.
"""

import logging
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from examapp.adapters.clock import SystemClock
from examapp.domain.clocks import disagrees
from examapp.domain.errors import DomainError
from examapp.domain.permissions import Actor
from examapp.extensions import db
from examapp.models.attempts import Attempt, AttemptEvent
from examapp.models.node_clocks import NodeClock
from examapp.services.core.audit import record_act
from examapp.services.core.transactions import insert_once, reading, transaction

log = logging.getLogger(__name__)

# Small settings of a healthy clock add up over weeks; they are agreed on now and then.
_AGREE_AGAIN = timedelta(hours=1)
_FORGOTTEN = timedelta(days=30)


class ClockWatch:
    """Looks after the clock of one process, together with the others of its machine."""

    def __init__(self, clock: SystemClock, *, mark: str, name: str) -> None:
        self._clock, self._mark, self._name = clock, mark, name
        self._paused = False
        self._agreed_at: datetime | None = None

    def look(self) -> None:
        """Tell of a disagreement once, and of its end. The first time: take over what this machine agreed on before."""
        if self._agreed_at is None:
            self._begin()
        if not self._clock.is_sure():
            self._take_over()
        if not self._clock.is_sure():
            self._tell()
        elif self._paused:
            self._tell_the_end()
        elif self._clock.now() - self._agreed_at >= _AGREE_AGAIN:
            self._agree_again()

    def _begin(self) -> None:
        now, offset_ms = self._clock.now(), round(self._clock.offset() * 1000)
        with transaction() as session:
            insert_once(
                NodeClock,
                mark=self._mark,
                name=self._name,
                offset_ms=offset_ms,
                disagreement_ms=0,
                seen_at=now,
            )
            row = session.get(NodeClock, self._mark, with_for_update=True, populate_existing=True)
            moved = disagrees((offset_ms - row.offset_ms) / 1000)
            if moved and not _anybody_answers():
                # Set while nothing ran here: nobody can lose by it.
                row.offset_ms, row.disagreement_ms, row.paused_at = offset_ms, 0, None
                record_act("clock.accepted", f"clock:{self._name}", actor="system", now=now)
            self._clock.agree(row.offset_ms / 1000)
            self._paused = row.paused_at is not None
            session.execute(delete(NodeClock).where(NodeClock.seen_at < now - _FORGOTTEN))
        self._agreed_at = now

    def _take_over(self) -> None:
        with reading():
            offset_ms = db.session.scalar(select(NodeClock.offset_ms).where(NodeClock.mark == self._mark))
        if offset_ms is not None:
            self._clock.agree(offset_ms / 1000)

    def _tell(self) -> None:
        now, away_ms = self._clock.now(), round(self._clock.disagreement() * 1000)
        if not self._paused:
            log.error(
                "the wall clock is %+.0f s away from the machine's count: nothing is ended by time",
                away_ms / 1000,
            )
        mine = update(NodeClock).where(NodeClock.mark == self._mark)
        with transaction() as session:
            begun = session.execute(
                mine.where(NodeClock.paused_at.is_(None)).values(paused_at=now, disagreement_ms=away_ms)
            )
            if begun.rowcount:
                facts = {"seconds": round(away_ms / 1000)}
                record_act("clock.disagrees", f"clock:{self._name}", actor="system", now=now, data=facts)
            else:
                session.execute(mine.values(disagreement_ms=away_ms))
        self._paused = True

    def _tell_the_end(self) -> None:
        now = self._clock.now()
        paused = (NodeClock.mark == self._mark, NodeClock.paused_at.is_not(None))
        with transaction() as session:
            ended = session.execute(
                update(NodeClock).where(*paused).values(paused_at=None, disagreement_ms=0)
            )
            if ended.rowcount:
                record_act("clock.agrees", f"clock:{self._name}", actor="system", now=now)
        log.error("the wall clock agrees again: attempts are handed in by time as before")
        self._paused = False

    def _agree_again(self) -> None:
        now, offset = self._clock.now(), self._clock.offset()
        with transaction() as session:
            session.execute(
                update(NodeClock)
                .where(NodeClock.mark == self._mark)
                .values(offset_ms=round(offset * 1000), seen_at=now)
            )
        self._clock.agree(offset)
        self._agreed_at = now


def list_clocks() -> list[NodeClock]:
    """Every machine's clock, those in doubt first."""
    return list(
        db.session.scalars(
            select(NodeClock)
            .order_by(NodeClock.paused_at.is_(None), NodeClock.name, NodeClock.seen_at.desc())
            .execution_options(populate_existing=True)
        )
    )


def accept_clock(mark: str, *, actor: Actor | str, now: datetime, by: str = "") -> None:
    """The wall clock of this machine is right as it stands now; everybody who is answering keeps the time they had left.

    `now` in the time that was agreed on before; `by` names the person where `actor` is only the console.

    Raises not_found, and state_conflict when it is not in doubt (any more).
    """
    with transaction() as session:
        row = session.get(NodeClock, mark, with_for_update=True, populate_existing=True)
        if row is None:
            raise DomainError("not_found", what="clock")
        if row.paused_at is None:
            raise DomainError("state_conflict", state="sure")
        moved_ms = row.disagreement_ms
        row.offset_ms += moved_ms
        row.disagreement_ms, row.paused_at = 0, None
        facts = {"seconds": round(moved_ms / 1000), "attempts": _move_attempts(moved_ms, actor, now)}
        if by:
            facts["by"] = by
        record_act("clock.accepted", f"clock:{row.name}", actor=actor, now=now, data=facts)


def _move_attempts(moved_ms: int, actor: Actor | str, now: datetime) -> int:
    """Running attempts that the new time would end at once begin and end that much later; set back, nobody loses anyway."""
    if moved_ms <= 0:
        return 0
    new_now_ms = int(now.timestamp() * 1000) + moved_ms
    overtaken = select(Attempt).where(Attempt.state == "open", Attempt.deadline_ms < new_now_ms)
    running = db.session.scalars(overtaken.order_by(Attempt.id).with_for_update()).all()
    who = actor if isinstance(actor, str) else actor.label
    for attempt in running:
        attempt.started_ms += moved_ms
        attempt.deadline_ms += moved_ms
        facts = {"seconds": round(moved_ms / 1000)}
        db.session.add(AttemptEvent(attempt_id=attempt.id, kind="clock_moved", at=now, actor=who, data=facts))
    return len(running)


def _anybody_answers() -> bool:
    return db.session.scalar(select(Attempt.id).where(Attempt.state == "open").limit(1)) is not None
