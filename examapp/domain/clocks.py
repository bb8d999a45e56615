"""When a wall clock is not to be believed: it left the clock that counts since the machine's start and that nobody can set."""

MOST_DISAGREEMENT_SECONDS = 300.0


def disagrees(seconds: float) -> bool:
    """Whether two clocks moved apart by more than any setting right of a healthy clock does."""
    return abs(seconds) > MOST_DISAGREEMENT_SECONDS
