"""Many candidates at once: they begin together, answer while something breaks, and hand in."""

import threading
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from tests.chaos.candidates import Candidate
from tests.chaos.transport import Seen

PATIENCE = 60.0


class Crowd:
    """Candidates on threads of their own; `think` is the pause between two bursts of answers, in seconds."""

    def __init__(
        self,
        pairs: Sequence[Sequence[str]],
        port: int,
        folder: Path,
        *,
        burst: int,
        think: float,
        seed: int = 1,
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.seen: list[Seen] = []
        self.troubles: list[str] = []
        self.burst, self.think = burst, think
        self.candidates = [Candidate(*pair, port, folder, seed, self._note) for pair in pairs]
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._live, args=(one,)) for one in self.candidates]

    def _note(self, _attempt: str, seen: Seen) -> None:
        self.seen.append(seen)

    def begin(self) -> None:
        """All open their papers in the same moment."""
        for thread in self._threads:
            thread.start()

    def _live(self, candidate: Candidate) -> None:
        try:
            candidate.begin()
            while not self._stop.is_set() and not candidate.over.is_set() and candidate.has_time:
                candidate.make(candidate.dice.randrange(1, 2 * self.burst))
                candidate.deliver()
                self._stop.wait(candidate.dice.uniform(0.5, 1.5) * self.think)
            candidate.hand_in(PATIENCE)
        except Exception as error:
            # A candidate that broke is a fault of the harness and is told, never swallowed.
            self.troubles.append(f"{candidate.attempt}: {type(error).__name__} {error}")
        finally:
            candidate.tape.close()

    @property
    def acknowledged(self) -> int:
        """Steps that candidates saw acknowledged so far."""
        return sum(one.acked_count for one in self.candidates)

    def wait_for(self, acknowledged: int, seconds: float) -> bool:
        """Until so many steps are acknowledged; False when the time is up before."""
        last = time.monotonic() + seconds
        while self.acknowledged < acknowledged:
            if time.monotonic() > last or not any(thread.is_alive() for thread in self._threads):
                return False
            time.sleep(0.1)
        return True

    def wait_for_life(self, seconds: float, share: float = 0.7) -> float:
        """Until so many candidates have had an acknowledgement since now; gives the seconds. Raises RuntimeError after the limit."""
        began = time.monotonic()
        while time.monotonic() < began + seconds:
            alive = sum(one.last_ack > began or one.handed_in or one.over.is_set() for one in self.candidates)
            if alive >= share * len(self.candidates):
                return time.monotonic() - began
            time.sleep(0.1)
        raise RuntimeError(f"after {seconds:.0f} s answers still did not get through")

    def let_go(self) -> None:
        """No more new answers: everybody sends the rest and hands in."""
        self._stop.set()

    def finish(self) -> None:
        """Let go and wait until everybody has left."""
        self.let_go()
        for thread in self._threads:
            thread.join()

    def answers(self) -> Counter:
        """How often candidates met which refusal."""
        return Counter(one.status for one in self.seen)
