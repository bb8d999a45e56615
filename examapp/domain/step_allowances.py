"""How much one attempt may bring: what a person can do, several times over, so that nobody else waits for one who does more.

The caps stand in docs/attempt-protocol.md. A step that was acknowledged is never refused when it comes again.
"""

from dataclasses import dataclass

# A hundred changes of every item. Tests of the answering page with the quickest hands reach about eight an item.
STEPS_PER_SLOT = 100
LEAST_STEPS = 2_000
# A phone that holds 300 answers of a shift without network and sends them all again at every flap, every second.
STEPS_PER_MINUTE = 20_000
# How many steps may be taken between two looks at how many there are.
STEPS_BETWEEN_COUNTS = 200


def most_steps(slot_count: int) -> int:
    """The most steps of one attempt, and the highest `seq`."""
    return max(LEAST_STEPS, STEPS_PER_SLOT * slot_count)


@dataclass(slots=True)
class StepIntake:
    """What one process received of one attempt: in this minute, and since the rows were last counted."""

    minute: int = -1
    in_minute: int = 0
    uncounted: int = 0

    def receive(self, count: int, now_ms: int) -> bool:
        """Whether these still fit into the minute; they are noted either way."""
        minute = now_ms // 60_000
        if minute != self.minute:
            self.minute, self.in_minute = minute, 0
        self.in_minute += count
        self.uncounted += count
        return self.in_minute <= STEPS_PER_MINUTE

    @property
    def asks_for_a_count(self) -> bool:
        """Whether so many came since the last count that the rows are to be counted."""
        return self.uncounted > STEPS_BETWEEN_COUNTS

    def note_count(self) -> None:
        """The rows were counted and there was room."""
        self.uncounted = 0
