"""Dates and moments as inputs send them."""

from datetime import date, datetime

from examapp.services.core.days import SHANGHAI


def read_form_date(text: str) -> date | None:
    """A date of a date input; None for empty or unreadable."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def read_form_moment(text: str) -> datetime | None:
    """A date and time as browsers send it (2026-11-23T09:30), in Asia/Shanghai; None for empty or unreadable."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI) if text else None
    except ValueError:
        return None
