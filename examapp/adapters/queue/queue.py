"""Background jobs: run at once in this process, or on threads beside the web server.

A job is a function registered by name; its arguments are ids; running it twice is safe. What was asked for stands in the
database (services/core/job_runs.py), so a queue may lose everything: it only makes things quick.
"""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy.exc import OperationalError

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

    def hand_over(self, job: str, **arguments: object) -> None:
        """Run it in this process, now."""
        self.jobs[job](**arguments)

    def is_there(self) -> bool:
        """Whether jobs can be handed in at this moment."""
        return True


class WaitingQueue(InlineQueue):
    """Runs nothing: for a web node whose jobs are done by workers that find them in the database."""

    def enqueue(self, job: str, **arguments: object) -> None:
        """Leave it to the workers' next look."""


class ThreadQueue(InlineQueue):
    """Runs jobs on two threads of this process, and some of them again and again."""

    def __init__(self) -> None:
        super().__init__()
        self._pool = ThreadPoolExecutor(max_workers=2, thread_name_prefix="job")
        self._stopped = threading.Event()
        self._handed_over: set[str] = set()

    def enqueue(self, job: str, **arguments: object) -> None:
        """Hand it to a thread."""
        self.hand_over(job, **arguments)

    def hand_over(self, job: str, **arguments: object) -> None:
        """Have a thread of this process run it; what already waits for one is not added again."""
        mark = f"{job} {sorted(arguments.items())}"
        if mark in self._handed_over or self._stopped.is_set():
            return
        self._handed_over.add(mark)
        self._pool.submit(self._run_marked, mark, job, arguments)

    def every(self, seconds: float, job: str) -> None:
        """Run a job again and again until `stop`."""

        def loop() -> None:
            while not self._stopped.wait(seconds):
                self._run(job, {})

        threading.Thread(target=loop, name=f"every-{job}", daemon=True).start()

    def stop(self) -> None:
        """Finish what runs, start nothing new."""
        self._stopped.set()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _run_marked(self, mark: str, job: str, arguments: dict) -> None:
        self._handed_over.discard(mark)
        self._run(job, arguments)

    def _run(self, job: str, arguments: dict) -> None:
        try:
            self.jobs[job](**arguments)
        except OperationalError as error:
            if "locked" not in str(error.orig):
                log.exception("job %s failed", job)
                return
            # Nothing of it is kept. Who is periodic comes again within seconds, and so does every run still free.
            log.warning("job %s found the database busy and comes again", job)
        except Exception:
            log.exception("job %s failed", job)
