"""An application that repeats a request when the database asked for it (deadlock, serialization failure; R19)."""

import logging
import time

from flask import Flask
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import DBAPIError

from examapp.extensions import db

log = logging.getLogger(__name__)
# PostgreSQL: serialization_failure, deadlock_detected. SQLite: a reader that became a writer too late (SQLITE_BUSY_SNAPSHOT).
_SQLSTATES = {"40001", "40P01"}
_SQLITE_CODES = {517}
_PAUSES = (0.02, 0.1)


class RetryingFlask(Flask):
    """Every act is one transaction that was rolled back, or carries its own id: doing it again is safe."""

    def dispatch_request(self) -> ResponseReturnValue:
        """Run the view; again, at most twice, where the database says that trying again will do."""
        for pause in _PAUSES:
            try:
                return super().dispatch_request()
            except DBAPIError as error:
                if not is_passing(error):
                    raise
                db.session.rollback()
                log.warning("database asked to try again: %s", error.orig.__class__.__name__)
                time.sleep(pause)
        return super().dispatch_request()


def is_passing(error: DBAPIError) -> bool:
    """Whether the same statement may succeed when tried again at once."""
    cause = error.orig
    return (
        getattr(cause, "sqlstate", None) in _SQLSTATES
        or getattr(cause, "sqlite_errorcode", None) in _SQLITE_CODES
    )
