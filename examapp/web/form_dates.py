"""Dates as a date input sends them."""

from datetime import date


def read_form_date(text: str) -> date | None:
    """A date of a date input; None for empty or unreadable."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
