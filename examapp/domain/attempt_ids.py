"""Ids of attempts in the order of time, so that a table in their order is a table in the order of time.

An id is 32 characters: "t", eleven hex digits of the millisecond it was made in, twenty random hex digits. It is what
UUID version 7 is for, with a first letter of its own: ids made before (32 random hex digits) all sort before every "t".
"""

from datetime import UTC, date, datetime, time, tzinfo

LEAD = "t"
RANDOM_BYTES = 10
_LONGEST_MS = 16**11


def make_attempt_id(moment: datetime, entropy: bytes) -> str:
    """The id of an attempt made at this moment; `entropy` is ten random bytes. Raises ValueError for anything else."""
    if len(entropy) != RANDOM_BYTES:
        raise ValueError(f"ten random bytes, not {len(entropy)}")
    return border_at(moment) + entropy.hex()


def border_at(moment: datetime) -> str:
    """The text that sorts before every id made at this moment or later, and after every one made before."""
    milliseconds = int(moment.timestamp() * 1000)
    if not 0 <= milliseconds < _LONGEST_MS:
        raise ValueError(f"no id for {moment}")
    return f"{LEAD}{milliseconds:011x}"


def border_of_day(day: date, zone: tzinfo) -> str:
    """The border at midnight, when that day begins in that zone."""
    return border_at(datetime.combine(day, time(), zone))


def first_of_month(day: date, ahead: int = 0) -> date:
    """The first day of the month, or of one that many months later (or, negative, earlier)."""
    months = day.year * 12 + day.month - 1 + ahead
    return date(months // 12, months % 12 + 1, 1)


def moment_of(attempt_id: str) -> datetime:
    """When an attempt with such an id was made. Raises ValueError for an id from before."""
    if not attempt_id.startswith(LEAD):
        raise ValueError(f"no time in {attempt_id}")
    return datetime.fromtimestamp(int(attempt_id[1:12], 16) / 1000, UTC)
