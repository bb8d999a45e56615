"""The only place that reads the time of day, and the clock of the machine that it is compared with."""

import os
import socket
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from examapp.domain.clocks import disagrees

# One for this process, where the system does not say which of its starts this is.
_PROCESS = f"process-{uuid.uuid4().hex}"


class SystemClock:
    """The server's clock, aware UTC; when somebody sets it by minutes, time goes on as the machine counts it.

    Wall and machine agree on an offset. While they are more than domain.clocks allows away from it, `now` is the
    machine's count on top of the agreed offset, until the wall clock is back or somebody agrees on the new one.
    """

    def __init__(
        self, wall: Callable[[], float] = time.time, steady: Callable[[], float] | None = None
    ) -> None:
        self._wall, self._steady = wall, steady or seconds_since_start
        self._agreed = self.offset()

    def now(self) -> datetime:
        """The current moment."""
        steady = self._steady()
        wall = self._wall()
        moment = steady + self._agreed if disagrees(wall - steady - self._agreed) else wall
        return datetime.fromtimestamp(moment, UTC)

    def offset(self) -> float:
        """Seconds from the machine's count to the wall clock, as they stand."""
        return self._wall() - self._steady()

    def disagreement(self) -> float:
        """Seconds by which the wall clock is ahead of what was agreed."""
        return self.offset() - self._agreed

    def is_sure(self) -> bool:
        """Whether the wall clock can be believed."""
        return not disagrees(self.disagreement())

    def agree(self, offset: float) -> None:
        """From now on this offset is the right one."""
        self._agreed = offset


class FixedClock:
    """A clock for tests and the demonstration city: it stands until it is told to move."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def now(self) -> datetime:
        """The moment it was set to."""
        return self.moment

    def is_sure(self) -> bool:
        """Nobody else sets it."""
        return True

    def disagreement(self) -> float:
        """None."""
        return 0.0


def seconds_since_start() -> float:
    """Seconds that the machine has counted, its sleep included where the system counts it."""
    for name in ("CLOCK_BOOTTIME", "CLOCK_MONOTONIC"):
        if hasattr(time, name):
            return time.clock_gettime(getattr(time, name))
    return time.monotonic()


def machine_mark() -> str:
    """One text per start of this machine, the same for all its processes; per process where the system does not tell."""
    try:
        started = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        # Containers may count from another moment.
        return f"{started} {os.readlink('/proc/self/ns/time')}"[:80]
    except OSError:
        return _PROCESS


def machine_name() -> str:
    """How people call this machine."""
    return socket.gethostname()[:100]
