"""Whether this installation holds the fictional demonstration city (said on every page and document)."""

from examapp.extensions import db
from examapp.models.audit import Counter

MARK = "demonstration"


def is_demonstration() -> bool:
    """True when the database was filled with the demonstration city."""
    return db.session.get(Counter, MARK) is not None
