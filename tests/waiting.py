"""Waiting for what another thread or process will do: never by luck, always with a limit."""

import time
from collections.abc import Callable

PATIENCE_SECONDS = 60


def wait_until(holds: Callable[[], object], what: str = "what the test waits for") -> object:
    """The first true answer. Raises AssertionError when none comes."""
    last = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < last:
        if found := holds():
            return found
        time.sleep(0.05)
    raise AssertionError(f"not seen within {PATIENCE_SECONDS} s: {what}")
