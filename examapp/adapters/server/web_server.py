"""The web server's processes: spawned clean, started again whenever one dies, and ended in time."""

import logging
import multiprocessing
import time

from granian import Granian

from examapp.adapters.server.endings import STOP_SECONDS

log = logging.getLogger(__name__)

_LOOK_SECONDS = 1.0
# A worker that dies again and again is started again more slowly, so that a node in trouble does not turn at full speed.
_SHORT_LIFE, _LONGEST_PAUSE = 30.0, 10.0


class LastingServer(Granian):
    """Granian, but a dead worker is always replaced.

    Granian's own respawning ends the whole server when a worker dies twice within 5.5 seconds. Workers are spawned and
    never forked: this process has threads by then, and a signal that comes before the worker listens must end it.
    """

    def __init__(self, *given: object, **options: object) -> None:
        multiprocessing.set_start_method("spawn", force=True)
        super().__init__(*given, workers_kill_timeout=int(STOP_SECONDS), **options)
        self._deaths: dict[int, int] = {}
        self._due: dict[int, float] = {}

    def _serve_loop(self, spawn_target: object, target_loader: object) -> None:
        while not self.interrupt_signal:
            self.main_loop_interrupt.wait(_LOOK_SECONDS)
            self.main_loop_interrupt.clear()
            if not self.interrupt_signal:
                self._replace_dead(spawn_target, target_loader)
        # What died is told by its replacement and does not make a wanted end a failure.
        self.interrupt_children.clear()

    def _replace_dead(self, spawn_target: object, target_loader: object) -> None:
        now = time.monotonic()
        for worker in list(self.wrks):
            if worker.is_alive():
                continue
            if worker.idx not in self._due:
                self._due[worker.idx] = now + self._pause(worker.idx, now - worker.birth)
            if self._due[worker.idx] <= now:
                del self._due[worker.idx]
                self._respawn_workers([worker.idx], spawn_target, target_loader)

    def _pause(self, place: int, lived: float) -> float:
        deaths = self._deaths[place] = self._deaths.get(place, 0) + 1 if lived < _SHORT_LIFE else 1
        # The first two at once: a worker that was killed twice has done nothing wrong.
        pause = 0.0 if deaths <= 2 else min(2.0 ** (deaths - 3), _LONGEST_PAUSE)
        log.error("worker %d died after %.0f s, started again in %.0f s", place + 1, lived, pause)
        return pause
