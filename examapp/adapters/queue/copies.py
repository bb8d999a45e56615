"""Short-lived copies of what many people watch, so that the database is asked once for all of them.

A copy is only ever a copy: it is gone after a second, and `renew` makes every older one worthless at once.
"""

import json
import logging
import threading
import time

from redis import Redis
from redis.exceptions import RedisError

log = logging.getLogger(__name__)
LIFE_SECONDS = 1.0
# After a failed call Redis is left alone for a while, so that watchers do not wait for it one after the other.
PAUSE_SECONDS = 2.0
_MOST_HELD = 2_000
_GENERATION_SECONDS = 86_400


class LocalCopies:
    """Copies of one process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._generations: dict[str, int] = {}
        self._held: dict[str, tuple[int, float, str]] = {}

    def find(self, key: str) -> tuple[int, object | None]:
        """The generation to give back with `keep`, and the copy or None."""
        with self._lock:
            generation = self._generations.get(key, 0)
            made_in, until, text = self._held.get(key, (-1, 0.0, ""))
        fresh = made_in == generation and time.monotonic() < until
        return generation, json.loads(text) if fresh else None

    def keep(self, key: str, generation: int, value: object) -> None:
        """Keep a copy; what was computed before the last `renew` is never shown."""
        with self._lock:
            if len(self._held) >= _MOST_HELD:
                self._held.clear()
            self._held[key] = (generation, time.monotonic() + LIFE_SECONDS, json.dumps(value))

    def renew(self, key: str) -> None:
        """Something was done: older copies are not shown any more."""
        with self._lock:
            self._generations[key] = self._generations.get(key, 0) + 1
            self._held.pop(key, None)

    def is_shared(self) -> bool:
        """Whether other processes see the same copies."""
        return False


class SharedCopies(LocalCopies):
    """Copies in Redis, seen by every node; in this process while Redis is away."""

    def __init__(self, redis_url: str) -> None:
        super().__init__()
        self._redis = Redis.from_url(redis_url, socket_connect_timeout=0.3, socket_timeout=0.3)
        self._away_until = 0.0

    def find(self, key: str) -> tuple[int, object | None]:
        """Generation and copy in one call."""
        answer = self._asked(lambda: self._redis.mget(f"{key}:generation", key))
        if answer is None:
            return super().find(key)
        generation, held = int(answer[0] or 0), json.loads(answer[1]) if answer[1] else None
        return generation, held["value"] if held and held["generation"] == generation else None

    def keep(self, key: str, generation: int, value: object) -> None:
        """Keep it for everybody."""
        text = json.dumps({"generation": generation, "value": value})
        if self._asked(lambda: self._redis.set(key, text, px=int(LIFE_SECONDS * 1000))) is None:
            super().keep(key, generation, value)

    def renew(self, key: str) -> None:
        """Also in this process, which may be the only one to know it when Redis goes."""
        super().renew(key)

        def raise_generation():
            with self._redis.pipeline() as pipeline:
                pipeline.incr(f"{key}:generation").expire(f"{key}:generation", _GENERATION_SECONDS)
                return pipeline.execute()

        self._asked(raise_generation)

    def is_shared(self) -> bool:
        """Whether Redis was there when last asked."""
        return time.monotonic() >= self._away_until

    def _asked(self, call):
        if time.monotonic() < self._away_until:
            return None
        try:
            return call()
        except (RedisError, OSError) as error:
            self._away_until = time.monotonic() + PAUSE_SECONDS
            log.warning("copies are kept in this process for now: %s", error.__class__.__name__)
            return None


def open_copies(redis_url: str) -> LocalCopies:
    """Shared where there is a Redis."""
    return SharedCopies(redis_url) if redis_url else LocalCopies()
