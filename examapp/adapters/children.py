"""Child processes that read or print what is not trusted: their limits, and talking with one that answers by lines."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

try:
    import resource
except ImportError:  # Windows has no such limits; the parent's time limit holds there too.
    resource = None  # type: ignore[assignment]


def limit_this_process(memory: int, seconds: int) -> None:
    """Of a child, before it looks at anything: so many bytes of memory and seconds of CPU, and no core file."""
    if resource is not None:
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


@contextmanager
def talking_child(module: str, *, seconds: int) -> Iterator[subprocess.Popen]:
    """A child that runs this module, with pipes to and from it; ended after so many seconds, and at the end.

    Raises OSError when it cannot be started.
    """
    with subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", module],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as child:
        watch = threading.Timer(seconds, child.kill)
        watch.start()
        try:
            yield child
        finally:
            watch.cancel()
            child.kill()
