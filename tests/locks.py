"""Things that the processes of one test run make together, once."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

VARIABLE = "EXAMAPP_TEST_RUN"
# Databases that are thrown away need no disk; copying one takes a tenth of the time in memory.
MEMORY, ENOUGH_BYTES = Path("/dev/shm"), 2 * 1024**3


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold a lock file; other processes wait."""
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def open_run_folder() -> None:
    """Make the folder of this test run; worker processes inherit it by the environment."""
    roomy = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ENOUGH_BYTES
    os.environ[VARIABLE] = tempfile.mkdtemp(prefix="examapp-tests-", dir=MEMORY if roomy else None)


def run_folder() -> Path:
    """The folder that all processes of this test run share."""
    return Path(os.environ[VARIABLE])


def close_run_folder() -> None:
    """Remove it."""
    shutil.rmtree(os.environ.pop(VARIABLE), ignore_errors=True)
