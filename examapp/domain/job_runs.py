"""When a periodic job falls due, and when a run that somebody began counts as abandoned."""

from datetime import datetime, timedelta

# A worker says every BEAT that it is alive; after LEASE of silence others may take the run.
BEAT = timedelta(seconds=10)
LEASE = timedelta(seconds=45)
# Whoever could not say it tries again this soon, and tells people only when the silence comes near the lease.
BEAT_AGAIN = timedelta(seconds=1)
DANGER = LEASE - BEAT
# A queue brings a run to a worker at once; only one that it forgot is looked for.
PATIENCE = timedelta(seconds=5)
# A run that killed so many workers, or failed so often, is left to people.
MOST_TRIES = 5
KEPT = timedelta(days=30)


def period_of(moment: datetime, seconds: int) -> str:
    """The name of the period that a moment lies in, the same on every node: periods begin at whole multiples of their length."""
    began = int(moment.timestamp()) // seconds * seconds
    return datetime.fromtimestamp(began, tz=moment.tzinfo).strftime("%Y-%m-%dT%H:%M:%SZ")
