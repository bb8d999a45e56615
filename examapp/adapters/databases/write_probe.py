"""A small write, really committed: the only way to know that a database still takes answers."""

import logging
import threading
import time

from sqlalchemy.engine import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import PoolProxiedConnection

log = logging.getLogger(__name__)

# Whoever waits longer than this for one small write is not served.
PATIENCE_MS = 2_000
FRESH_SECONDS = 2.0
_WRITE = (
    "insert into counters (name, value) values ('write-probe', 1) "
    "on conflict (name) do update set value = (counters.value + 1) % 1000000"
)
# What the database says, in its own words, and what that means.
_MEANINGS = (
    ("full", ("full", "no space")),
    ("readonly", ("readonly", "read-only")),
    ("blocked", ("locked", "timeout", "timed out")),
)


class WriteProbe:
    """Asked by strangers as often as they like, it writes at most every other second."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._asked_at, self._finding = float("-inf"), "ok"

    def look(self, engine: Engine) -> str:
        """`ok`, or why not: `blocked` when somebody holds the database, `full`, `readonly`, else `away`."""
        # Whoever comes while another one looks is told what was found before, and holds no thread of the server.
        if self._lock.acquire(blocking=False):
            try:
                if time.monotonic() - self._asked_at > FRESH_SECONDS:
                    self._finding = _try(engine)
                    self._asked_at = time.monotonic()
            finally:
                self._lock.release()
        return self._finding


def _try(engine: Engine) -> str:
    try:
        connection = engine.raw_connection()
        try:
            _write(connection, engine.dialect.name)
        finally:
            # Gives it back as it was; what was not committed is rolled back.
            connection.close()
    except (SQLAlchemyError, engine.dialect.dbapi.Error) as error:
        log.warning("database takes no write: %s", error.__class__.__name__)
        cause = str(error).lower()
        return next((name for name, words in _MEANINGS if any(word in cause for word in words)), "away")
    return "ok"


def _write(connection: PoolProxiedConnection, dialect: str) -> None:
    cursor = connection.cursor()
    if dialect == "postgresql":
        cursor.execute(f"set local lock_timeout = {PATIENCE_MS}")
        cursor.execute(f"set local statement_timeout = {PATIENCE_MS}")
        cursor.execute(_WRITE)
        connection.commit()
        return
    usual = cursor.execute("pragma busy_timeout").fetchone()[0]
    cursor.execute(f"pragma busy_timeout = {PATIENCE_MS}")
    try:
        cursor.execute("begin immediate")
        cursor.execute(_WRITE)
        cursor.execute("commit")
    finally:
        cursor.execute(f"pragma busy_timeout = {usual}")
