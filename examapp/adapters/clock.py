"""The only place that reads the time of day."""

from datetime import UTC, datetime


class SystemClock:
    """The server's clock, aware UTC."""

    def now(self) -> datetime:
        """The current moment."""
        return datetime.now(UTC)


class FixedClock:
    """A clock for tests and the demonstration city: it stands until it is told to move."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def now(self) -> datetime:
        """The moment it was set to."""
        return self.moment
