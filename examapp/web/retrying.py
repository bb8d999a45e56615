"""An application that repeats a request when the database asked for it, or was lost and is back (R13, R19)."""

import logging
import time
from collections.abc import Callable

from flask import Flask, Response, g, request, session
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.exc import DBAPIError, InternalError, OperationalError

from examapp.extensions import db
from examapp.web.clean_forms import CleanRequest
from examapp.web.sessions import QuietSessions

log = logging.getLogger(__name__)
# PostgreSQL: serialization_failure, deadlock_detected. SQLite: a reader that became a writer too late
# (SQLITE_BUSY_SNAPSHOT).
_PASSING = {"40001", "40P01"}
_SQLITE_CODES = {517}
# admin_shutdown, crash_shutdown, cannot_connect_now, read_only_sql_transaction (we still talk to a primary of
# yesterday).
_LOST = {"57P01", "57P02", "57P03", "25006"}
_PAUSES = (0.02, 0.1)
# Asked twice they do what they do once: PUT carries the ids of its steps.
_REPEATABLE = {"GET", "HEAD", "OPTIONS", "PUT"}


class RetryingFlask(Flask):
    """Every act is one transaction that was rolled back, or carries its own id: doing it again is safe."""

    session_interface = QuietSessions()
    request_class = CleanRequest

    def ensure_sync(self, func: Callable) -> Callable:
        """As it is: there is no async function here, and Flask looks at a dozen of them in every request."""
        return func

    def preprocess_request(self) -> ResponseReturnValue | None:
        """Find out who asks; again when the connection was lost since the last request. Nothing has been done yet."""
        return _repeated(self._prepare, repeatable=True)

    def _prepare(self) -> ResponseReturnValue | None:
        if request.method == "POST" and "_user_id" in session:
            # Read now rather than in the view, where a lost connection would have to be answered by a refusal.
            _ = current_user.is_authenticated
        return super().preprocess_request()

    def dispatch_request(self) -> ResponseReturnValue:
        """Run the view; again, at most twice, where the database says that trying again will do.

        After a lost connection nobody knows whether the commit arrived: only what may be done twice is done again, once;
        the rest is answered 503, and the person or the device decides.
        """
        return _repeated(super().dispatch_request, repeatable=request.method in _REPEATABLE)

    def process_response(self, response: Response) -> Response:
        """Come back when the database may be there again,
        not when a rate limit's window ends (which Flask-Limiter wrote).
        """
        response = super().process_response(response)
        if "retry_after" in g:
            response.headers["Retry-After"] = g.retry_after
        return response


def _repeated(call: Callable, *, repeatable: bool):
    for pause in _PAUSES:
        try:
            return call()
        except DBAPIError as error:
            lost = is_lost(error)
            if not (is_passing(error) or (lost and repeatable)):
                raise
            _let_go(lost)
            log.warning("database asked to try again: %s", error.orig.__class__.__name__)
            time.sleep(pause if not lost else _PAUSES[-1])
            if lost:
                break
    return call()


def is_passing(error: DBAPIError) -> bool:
    """Whether the same statement may succeed when tried again at once; it was rolled back for certain."""
    cause = error.orig
    return (
        getattr(cause, "sqlstate", None) in _PASSING
        or getattr(cause, "sqlite_errorcode", None) in _SQLITE_CODES
        or _was_overtaken(cause)
    )


def _was_overtaken(cause: BaseException | None) -> bool:
    """Whether an answer without a month was on its way while its month was made: the second time it finds it.

    PostgreSQL then names no constraint, unlike for a row that breaks a rule of ours.
    """
    diagnosis = getattr(cause, "diag", None)
    return getattr(cause, "sqlstate", None) == "23514" and diagnosis.constraint_name is None


def is_lost(error: DBAPIError) -> bool:
    """Whether the server went away, would not let us in, or is no longer the one that takes writes."""
    cause = error.orig
    state = getattr(cause, "sqlstate", "")
    # A pooler that gives up in the middle says two things at once: an internal error of the client library,
    # without a state.
    unreached = isinstance(error, OperationalError | InternalError) and state is None
    return bool(
        error.connection_invalidated or unreached or (state and (state in _LOST or state[:2] == "08"))
    )


def _let_go(lost: bool) -> None:
    if not lost:
        db.session.rollback()
        return
    db.session().invalidate()
    # Every connection of the pool leads to the server that is gone.
    db.engine.dispose()
