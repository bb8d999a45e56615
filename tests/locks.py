"""Things that the processes of one test run make together, once."""

import fcntl
import os
import shutil
import subprocess
import sys
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


# Ends with its input, so with this process, however that dies; only then is there something to tidy up.
_WATCH = 'cat > /dev/null; [ ! -d "$2" ] || exec "$1" -m tests.run_ends "$2"'
_watches: list[subprocess.Popen] = []


def open_run_folder() -> Path:
    """Make the folder of this test run; worker processes inherit it by the environment.

    When this process is killed, a small one that it leaves behind stops the database server there and removes the folder.
    """
    roomy = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ENOUGH_BYTES
    os.environ[VARIABLE] = tempfile.mkdtemp(prefix="examapp-tests-", dir=MEMORY if roomy else None)
    root = Path(__file__).resolve().parents[1]
    command = ["sh", "-c", _WATCH, "sh", sys.executable, os.environ[VARIABLE]]
    # A session of its own: what is sent to our group (Ctrl+C, a time limit) does not reach it.
    _watches.append(subprocess.Popen(command, stdin=subprocess.PIPE, cwd=root, start_new_session=True))
    return run_folder()


def run_folder() -> Path:
    """The folder that all processes of this test run share."""
    return Path(os.environ[VARIABLE])


def close_run_folder() -> None:
    """Remove it."""
    shutil.rmtree(os.environ.pop(VARIABLE), ignore_errors=True)
    _watches.pop().communicate()
