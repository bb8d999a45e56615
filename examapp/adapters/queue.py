"""Background jobs: run at once in this process, or on threads beside the web server.

A job is a function registered by name; its arguments are ids; running it twice is safe.
"""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

log = logging.getLogger(__name__)


class InlineQueue:
    """Runs each job at once: for tests and commands."""

    def __init__(self) -> None:
        self.jobs: dict[str, Callable] = {}

    def register(self, name: str, function: Callable) -> None:
        """Make a job known by name."""
        self.jobs[name] = function

    def enqueue(self, job: str, **arguments: object) -> None:
        """Run it now."""
        self.jobs[job](**arguments)


class ThreadQueue(InlineQueue):
    """Runs jobs on two threads of the web process; what a crash cuts short is found again by the periodic sweep."""

    def __init__(self) -> None:
        super().__init__()
        self._pool = ThreadPoolExecutor(max_workers=2, thread_name_prefix="job")
        self._stopped = threading.Event()

    def enqueue(self, job: str, **arguments: object) -> None:
        """Hand it to a thread."""
        self._pool.submit(self._run, job, arguments)

    def every(self, seconds: float, job: str) -> None:
        """Run a job again and again until `stop`."""

        def loop() -> None:
            while not self._stopped.wait(seconds):
                self._run(job, {})

        threading.Thread(target=loop, name=f"every-{job}", daemon=True).start()

    def stop(self) -> None:
        """Finish what runs, start nothing new."""
        self._stopped.set()
        self._pool.shutdown(wait=True)

    def _run(self, job: str, arguments: dict) -> None:
        try:
            self.jobs[job](**arguments)
        except Exception:
            log.exception("job %s failed", job)
