"""Who may begin now and who waits: so many starts a second, in the order in which people came."""

import heapq
from bisect import bisect_left, insort
from dataclasses import dataclass
from math import ceil

# Near their turn people ask again when it comes; far from it seldom, because every question costs the server a little.
OFTEN_SECONDS, SELDOM_SECONDS = 10, 30
# Who does not ask so long after the told time counts as absent: nobody waits for them, and their place is kept.
PATIENCE_SECONDS = 5
KEPT_SECONDS = 900
# Who was let in may come in again so long without waiting: the answer may have been lost, or the database been away.
LET_IN_SECONDS = 60
_LET_IN = 0


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody stands: people before them, whole seconds until their turn and until they should ask again."""

    position: int
    wait_seconds: int
    again_seconds: int


class WaitingLine:
    """The people who wait, by the number they got when they came; `now` is any clock in seconds.

    Starts are paid from a purse that fills by `per_second` and holds one second's worth. Whoever is so near the front
    that the purse also pays for all who are present before them is let in, so nobody overtakes somebody who is there.
    """

    def __init__(self, per_second: float) -> None:
        self.per_second = per_second
        self.most = max(1.0, per_second)
        self._purse, self._filled_at = self.most, 0.0
        self._newest = _LET_IN
        self._numbers: dict[str, int] = {}
        self._present: list[int] = []
        # What happens next to whom: a person who is present becomes absent, one who is absent or let in is forgotten.
        self._until: dict[str, float] = {}
        self._ends: list[tuple[float, str]] = []

    def __len__(self) -> int:
        return len(self._present)

    def find(self, who: str, now: float) -> Place | None:
        """The place of somebody who waits and has to go on waiting; None for everybody else."""
        self._pass_time(now)
        return self._wait(who, now) if self._numbers.get(who, _LET_IN) != _LET_IN else None

    def enter(self, who: str, now: float, *, open_door: bool = True) -> Place | None:
        """None: come in. Else the place in the line, which is the same when asked again; a shut door lets nobody in."""
        self._pass_time(now)
        came_before = who in self._numbers
        if came_before and self._numbers[who] == _LET_IN:
            return None
        if not came_before:
            self._newest += 1
            self._numbers[who] = self._newest
        place = self._wait(who, now, open_door=open_door)
        if place is None:
            self._let_in(who, now, remember=came_before)
        return place

    def _wait(self, who: str, now: float, *, open_door: bool = True) -> Place | None:
        number = self._numbers[who]
        position = bisect_left(self._present, number)
        missing = position + 1 - self._purse
        if open_door and missing <= 0:
            return None
        if self._present[position : position + 1] != [number]:
            insort(self._present, number)
        wait = max(1, ceil(missing / self.per_second))
        again = min(wait, max(OFTEN_SECONDS, wait // 4), SELDOM_SECONDS)
        self._remember(who, now + again + PATIENCE_SECONDS)
        return Place(position, wait, again)

    def _let_in(self, who: str, now: float, *, remember: bool) -> None:
        self._purse -= 1
        self._leave(self._numbers[who])
        if remember:
            self._numbers[who] = _LET_IN
            self._remember(who, now + LET_IN_SECONDS)
        else:
            del self._numbers[who]

    def _remember(self, who: str, until: float) -> None:
        self._until[who] = until
        heapq.heappush(self._ends, (until, who))

    def _pass_time(self, now: float) -> None:
        self._purse = min(self.most, self._purse + max(0.0, now - self._filled_at) * self.per_second)
        # A clock that was set back must not stop the purse until it has caught up.
        self._filled_at = now
        while self._ends and self._ends[0][0] <= now:
            until, who = heapq.heappop(self._ends)
            if self._until.get(who) == until:
                self._end(who, until)

    def _end(self, who: str, until: float) -> None:
        if self._leave(self._numbers[who]):
            self._remember(who, until + KEPT_SECONDS)
        else:
            del self._numbers[who], self._until[who]

    def _leave(self, number: int) -> bool:
        position = bisect_left(self._present, number)
        held = self._present[position : position + 1] == [number]
        if held:
            del self._present[position]
        return held
