"""A clock that stands: the deadline lies as far ahead as the longest pause, so that nothing ends by time meanwhile.

A pause that nobody ends lapses after MOST_HOURS: the deadline then comes by itself, with the minutes that were left.
"""

from datetime import datetime, timedelta

MOST_HOURS = 12
LONGEST = timedelta(hours=MOST_HOURS)
LONGEST_MS = MOST_HOURS * 3600 * 1000


def standing_deadline(deadline_ms: int) -> int:
    """The deadline while the clock stands."""
    return deadline_ms + LONGEST_MS


def left_ms(deadline_ms: int, paused_ms: int) -> int:
    """What a clock shows that stands since `paused_ms`."""
    return max(0, deadline_ms - LONGEST_MS - paused_ms)


def deadline_after(deadline_ms: int, paused_ms: int, now_ms: int) -> int:
    """The deadline of a clock that goes on now: later than before by exactly as long as it stood."""
    stood_ms = min(max(0, now_ms - paused_ms), LONGEST_MS)
    return deadline_ms - (LONGEST_MS - stood_ms)


def stands(paused_ms: int | None, now_ms: int) -> bool:
    """Whether a clock stands now."""
    return paused_ms is not None and now_ms - paused_ms < LONGEST_MS


def is_paused(paused_at: datetime | None, now: datetime) -> bool:
    """Whether a quiz is paused now."""
    return paused_at is not None and now - paused_at < LONGEST
