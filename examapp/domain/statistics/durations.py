"""How long people looked at each slot, as far as the moments of their answers tell."""

from collections.abc import Iterable
from dataclasses import dataclass

# A longer pause is somebody who went away, not somebody who thought.
LONGEST_SECONDS = 900


@dataclass(frozen=True, slots=True)
class TimedStep:
    """One answer with the device's clock (None when it told none) and the server's, in milliseconds."""

    seq: int
    slot: int
    device_ms: int | None
    received_ms: int


def slot_seconds(started_ms: int, steps: Iterable[TimedStep]) -> dict[int, float]:
    """Seconds per slot: each step closes the time since the step before it; changing an answer adds to its slot.

    The device's clock tells the distances (answers given without network arrive together), moved onto the server's by
    the quickest arrival. Attempts without device times, or whose clock jumped, give nothing.
    """
    ordered = sorted(steps, key=lambda step: step.seq)
    if not ordered or any(step.device_ms is None for step in ordered):
        return {}
    moved = min(step.received_ms - (step.device_ms or 0) for step in ordered)
    spent: dict[int, float] = {}
    before = started_ms
    for step in ordered:
        at = (step.device_ms or 0) + moved
        seconds = (at - before) / 1000
        if not -2 <= seconds <= LONGEST_SECONDS:
            return {}
        spent[step.slot] = spent.get(step.slot, 0.0) + max(0.0, seconds)
        before = at
    return spent
