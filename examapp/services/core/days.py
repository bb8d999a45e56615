"""Days are those of China: where midnight lies for people who read a list or a deadline."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def today_of(now: datetime) -> date:
    """The day in Asia/Shanghai: laws begin at its midnight."""
    return now.astimezone(SHANGHAI).date()
