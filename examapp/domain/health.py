"""What counts as healthy: limits for the checks of `examapp doctor`, without looking at anything itself."""

from dataclasses import dataclass

LEAST_POSTGRES, LEAST_SQLITE = 15, (3, 35)
MOST_SKEW_SECONDS = 2.0
LEAST_DAYS = 21
LEAST_FREE_BYTES, LEAST_FREE_SHARE = 1_000_000_000, 0.05


@dataclass(frozen=True)
class Finding:
    """One line of the report. `ok` None: could not be looked at, because something before it is at fault."""

    code: str
    title: str
    ok: bool | None
    found: str
    mend: str = ""


def has_fault(findings: list[Finding]) -> bool:
    """Whether anything has to be mended."""
    return any(one.ok is False for one in findings)


def is_skewed(seconds: float) -> bool:
    """Whether two clocks differ by more than people would notice at a deadline."""
    return abs(seconds) > MOST_SKEW_SECONDS


def is_disk_low(free: int, total: int) -> bool:
    """Whether a disk may be full before anybody looks again."""
    return free < LEAST_FREE_BYTES or free < total * LEAST_FREE_SHARE


def loses_answers(settings: dict[str, str]) -> list[str]:
    """Which of the database's settings may lose acknowledged answers in a power cut; "name=value" each."""
    safe = {
        "synchronous": {"2", "3"},
        "journal_mode": {"wal"},
        "fsync": {"on"},
        "full_page_writes": {"on"},
        "synchronous_commit": {"on", "local", "remote_write", "remote_apply"},
    }
    return [f"{name}={value}" for name, value in settings.items() if value not in safe[name]]
