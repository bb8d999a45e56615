"""The room before the exam: one line for all nodes in Redis, one for this process without it.

A room never refuses anybody: while Redis is away, each process keeps a line of its own.
"""

import logging
import threading
import time
from collections.abc import Callable

from redis import Redis
from redis.exceptions import RedisError

from examapp.adapters.queue.waiting_line_script import KEYS, SCRIPT
from examapp.domain.waiting_lines import PATIENCE_SECONDS, SELDOM_SECONDS, Place, WaitingLine

log = logging.getLogger(__name__)
# After a failed call Redis is left alone for a while, so that people do not wait for it one after the other.
PAUSE_SECONDS = 2.0
# While people wait and a start takes longer than this, its process begins no other: the threads that are left are for
# those who answer, however slow the database is.
SLOW_SECONDS = 0.1
# Everybody who waits asks again within this time.
_CROWD_SECONDS = SELDOM_SECONDS + PATIENCE_SECONDS


class OpenRoom:
    """No line: everybody begins at once."""

    def find(self, _who: str) -> Place | None:
        """Nobody waits."""
        return None

    def enter(self, _who: str) -> Place | None:
        """Come in."""
        return None

    def leave(self) -> None:
        """Nothing was taken."""

    def count(self) -> int:
        """Nobody waits."""
        return 0


class LocalRoom(OpenRoom):
    """The line of one process."""

    def __init__(self, per_second: float, *, tick: Callable[[], float] = time.monotonic) -> None:
        self._line, self._tick, self._lock = WaitingLine(per_second), tick, threading.Lock()
        self._crowded_until = float("-inf")
        # By thread: when the start that it is busy with began.
        self._starts: dict[int, float] = {}

    def find(self, who: str) -> Place | None:
        """The place of somebody who has to go on waiting; answered from memory."""
        return self._told(self._ask(who, "find")) if self._is_crowded() else None

    def enter(self, who: str) -> Place | None:
        """The place, or None: come in, and tell by `leave` when the start is done."""
        place = self._told(self._ask(who, "wait" if self._is_shut() else "enter"))
        if place is None:
            with self._lock:
                self._starts[threading.get_ident()] = self._tick()
        return place

    def leave(self) -> None:
        """The start of this thread is done, or failed."""
        with self._lock:
            self._starts.pop(threading.get_ident(), None)

    def count(self) -> int:
        """How many wait, as far as this process knows."""
        with self._lock:
            return len(self._line)

    def _ask(self, who: str, wish: str) -> Place | None:
        with self._lock:
            if wish == "find":
                return self._line.find(who, self._tick())
            return self._line.enter(who, self._tick(), open_door=wish == "enter")

    def _told(self, place: Place | None) -> Place | None:
        if place is not None:
            self._crowded_until = self._tick() + _CROWD_SECONDS
        return place

    def _is_crowded(self) -> bool:
        return self._tick() < self._crowded_until

    def _is_shut(self) -> bool:
        if not self._is_crowded():
            return False
        with self._lock:
            oldest = min(self._starts.values(), default=float("inf"))
        return self._tick() - oldest > SLOW_SECONDS


class SharedRoom(LocalRoom):
    """The line of all nodes, kept in Redis; this process's own share of it while Redis is away."""

    def __init__(
        self, redis_url: str, per_second: float, *, processes: int = 1, now: Callable[[], float] | None = None
    ) -> None:
        super().__init__(per_second / processes)
        self._redis = Redis.from_url(redis_url, socket_connect_timeout=0.3, socket_timeout=0.3)
        self._script = self._redis.register_script(SCRIPT)
        self._per_second, self._now = per_second, now
        self._away_until = 0.0

    def count(self) -> int:
        """How many wait anywhere."""
        waiting, known = self._asked(lambda: self._redis.zcard(KEYS[2]))
        return waiting if known else super().count()

    def _ask(self, who: str, wish: str) -> Place | None:
        arguments = [who, self._per_second, wish, "" if self._now is None else repr(self._now())]
        place, known = self._asked(lambda: self._script(keys=KEYS, args=arguments))
        if not known:
            return super()._ask(who, wish)
        return Place(*place) if place else None

    def _asked(self, call: Callable):
        if time.monotonic() < self._away_until:
            return None, False
        try:
            return call(), True
        except (RedisError, OSError) as error:
            self._away_until = time.monotonic() + PAUSE_SECONDS
            log.warning("each process keeps its own line for now: %s", error.__class__.__name__)
            return None, False


def open_room(redis_url: str, per_second: int, processes: int) -> OpenRoom:
    """The room of these settings; 0 a second means none."""
    if not per_second:
        return OpenRoom()
    if redis_url:
        return SharedRoom(redis_url, per_second, processes=processes)
    return LocalRoom(per_second / processes)
