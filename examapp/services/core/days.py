"""Days are those of China: where midnight lies for people who read a list or a deadline."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def year_after(day: date) -> date:
    """The same day of the next calendar year; the 1st of March after a 29th of February."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return date(day.year + 1, 3, 1)


def moment_a_year_after(moment: datetime) -> datetime:
    """The same time of day in Asia/Shanghai, a calendar year later."""
    local = moment.astimezone(SHANGHAI)
    return datetime.combine(year_after(local.date()), local.timetz())


def first_day_within_a_year(today: date) -> date:
    """The earliest day whose `year_after` has not passed today: what a certificate of a year still covers."""
    try:
        return today.replace(year=today.year - 1)
    except ValueError:
        return date(today.year - 1, 3, 1)


def midnight_of(day: date) -> datetime:
    """When the day begins in Asia/Shanghai."""
    return datetime.combine(day, time(), SHANGHAI)


def today_of(now: datetime) -> date:
    """The day in Asia/Shanghai: laws begin at its midnight."""
    return now.astimezone(SHANGHAI).date()
