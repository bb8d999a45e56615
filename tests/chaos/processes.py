"""One long-running program: started, asked to end, or killed with everything it started."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path


class Program:
    """A command with its log; `account` runs it as another user (PostgreSQL refuses root)."""

    def __init__(
        self, command: Sequence[object], log: Path, environment: Mapping[str, str] | None = None, account=None
    ) -> None:
        self.command, self.log = [str(part) for part in command], log
        self.environment = dict(environment) if environment is not None else None
        self.who = (
            {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
            if account is not None
            else {}
        )
        self.process: subprocess.Popen | None = None

    def start(self) -> None:
        """Start it in a process group of its own."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
                cwd=self.log.parent,
                **self.who,
            )

    @property
    def pid(self) -> int:
        """Of the process that we started. Raises RuntimeError when it does not run."""
        if self.process is None:
            raise RuntimeError(f"{self.command[0]} does not run")
        return self.process.pid

    @property
    def has_ended(self) -> bool:
        """Whether it was started and has ended of itself."""
        return self.process is not None and self.process.poll() is not None

    def kill(self) -> None:
        """SIGKILL to it and all its descendants, whatever groups they moved to."""
        if self.process is None:
            return
        for pid in [self.process.pid, *descendants(self.process.pid)]:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process = None

    def end(self, how: signal.Signals = signal.SIGTERM, seconds: float = 30) -> None:
        """Ask it to end; kill it when it does not."""
        if self.process is None:
            return
        with suppress(ProcessLookupError):
            self.process.send_signal(how)
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(timeout=seconds)
        self.kill()


def descendants(pid: int) -> list[int]:
    """All processes below one, read from /proc."""
    parents: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError, ValueError, IndexError):
            parent = int(stat.read_text().rsplit(")", 1)[1].split()[1])
            parents.setdefault(parent, []).append(int(stat.parent.name))
    found, open_ends = [], [pid]
    while open_ends:
        below = parents.get(open_ends.pop(), [])
        found += below
        open_ends += below
    return found


def await_true(what: Callable[[], bool], seconds: float, told: str) -> float:
    """Until it is so; gives the seconds it took. Raises RuntimeError with what was awaited."""
    began = time.monotonic()
    while time.monotonic() < began + seconds:
        with suppress(OSError):
            if what():
                return time.monotonic() - began
        time.sleep(0.1)
    raise RuntimeError(f"{told}: not within {seconds:.0f} s")
