"""Reading what a request brings, at no cost of a thread, and giving up what does not come."""

import logging
import threading
from contextlib import suppress
from queue import Empty, SimpleQueue
from time import monotonic
from typing import Any

from examapp.adapters.server.front.calls import Callers, refuse_slow
from examapp.adapters.server.front.limits import Limits
from examapp.adapters.server.front.uploads import Upload, Uploads

log = logging.getLogger(__name__)
_SWEEP_SECONDS = 0.5


class Bodies:
    """Small bodies are read in one go; one thread of its own looks after deadlines and uploads."""

    def __init__(self, callers: Callers, limits: Limits) -> None:
        self._callers, self._limits = callers, limits
        self._open: dict[Any, tuple[Any, float]] = {}
        self._arrived: SimpleQueue[Upload] = SimpleQueue()
        self._uploads = Uploads(callers, limits, self._arrived.put)
        threading.Thread(target=self._watch, name="examapp-bodies", daemon=True).start()

    def take(self, watcher: Any) -> None:
        """A request's head is complete. Runs in the server's own thread: nothing here waits."""
        headers = watcher.scope.headers
        if headers.get("transfer-encoding") is not None:
            self._uploads.begin(watcher, None, now=monotonic())
            return
        length = int(headers.get("content-length", 0))
        if not 0 < length <= self._limits.most_bytes:
            # None, or more than the application would take: it says so itself.
            self._callers.call(watcher)
        elif length <= self._limits.small_bytes:
            reading = watcher.proto()
            self._open[reading] = (watcher, monotonic() + self._limits.small_seconds)
            reading.add_done_callback(self._complete)
        else:
            self._uploads.begin(watcher, length, now=monotonic())

    def _complete(self, reading: Any) -> None:
        entry = self._open.pop(reading, None)
        if entry is not None:
            self._callers.call(entry[0], reading)

    def _watch(self) -> None:
        swept_at = monotonic()
        while True:
            upload = None
            with suppress(Empty):
                upload = self._arrived.get(timeout=_SWEEP_SECONDS)
            now = monotonic()
            try:
                if upload is not None:
                    self._uploads.take(upload, now=now)
                if now - swept_at >= _SWEEP_SECONDS:
                    swept_at = now
                    self._sweep(now)
            except Exception:
                log.exception("a body was not looked after")

    def _sweep(self, now: float) -> None:
        for reading, (_, until) in self._open.copy().items():
            if until < now and (entry := self._open.pop(reading, None)) is not None:
                reading.cancel()
                refuse_slow(entry[0])
        self._uploads.sweep(now)
