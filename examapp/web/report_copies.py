"""Pages of reports: read from the replica when there is one, from the database itself while the replica is away."""

import logging
import time
from collections.abc import Callable
from functools import wraps

from flask import current_app, g
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from examapp.extensions import COPY, db
from examapp.services.reports import report_copies

log = logging.getLogger(__name__)
# A replica that failed is not asked again for this long.
PAUSE_SECONDS = 30.0


def from_copy(view: Callable) -> Callable:
    """Mark a view that only reads; it is run again on the database itself when the replica fails."""

    @wraps(view)
    def reading(*args, **kwargs):
        if not report_copies.is_set() or time.monotonic() < _away().get("until", 0.0):
            return view(*args, **kwargs)
        original = report_copies.read_mark()
        try:
            with report_copies.reading():
                g.copy_as_of = report_copies.told_age(original, report_copies.read_mark())
                return view(*args, **kwargs)
        except DBAPIError as error:
            log.warning("reports read from the database itself: %s", error.orig.__class__.__name__)
            _leave_copy()
        return view(*args, **kwargs)

    return reading


def _leave_copy() -> None:
    _away()["until"] = time.monotonic() + PAUSE_SECONDS
    g.copy_as_of = None
    try:
        db.session.rollback()
    except SQLAlchemyError:
        db.session.remove()
    db.engines[COPY].dispose()


def _away() -> dict[str, float]:
    return current_app.extensions.setdefault("reports_away", {})
