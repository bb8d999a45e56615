"""How a process ends in time: whatever hangs in it, supervisors and containers wait ten seconds and no longer."""

import gc
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable

STOP_SECONDS = 6.0


def leave_within(seconds: float = STOP_SECONDS, *, say: Callable[[], None] | None = None) -> None:
    """From now on this process has so long to end by itself; then it is ended, after `say` has told people why."""

    def leave() -> None:
        if say is not None:
            say()
            sys.stdout.flush()
        # Not sys.exit, which waits for the threads that hang.
        os._exit(0)

    timer = threading.Timer(seconds, leave)
    timer.daemon = True
    timer.start()


def leave_without_sweeping() -> None:
    """What this process made is not looked through once more when it ends: that alone took five seconds of the ten."""
    gc.freeze()


def end_with_parent() -> None:
    """Have this worker end when the process that started it is gone, so that nobody keeps the port after a kill."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def follow() -> None:
        parent.join()
        leave_within()
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=follow, name="parent", daemon=True).start()
