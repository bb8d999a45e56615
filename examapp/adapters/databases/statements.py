"""SQL statements compiled once and run on the driver's own cursor.

The step of an attempt is the one request that a city sends hundreds of times a second. SQLAlchemy writes the SQL of
either database; running it through the driver saves about two thirds of the CPU time of the call (see
docs/decisions/0004-steps-on-the-driver.md).
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import PoolProxiedConnection


class DriverStatement:
    """One Core statement with named parameters, compiled for one engine."""

    def __init__(self, statement, engine: Engine) -> None:
        compiled = statement.compile(dialect=engine.dialect)
        self.sql = str(compiled)
        self._positions = compiled.positiontup
        self._fixed = {name: value for name, value in compiled.params.items() if value is not None}

    def bind(self, parameters: Mapping[str, object]):
        """Parameters in the form that the driver wants."""
        if self._positions is None:
            return {**self._fixed, **parameters}
        return tuple(
            parameters[name] if name in parameters else self._fixed[name] for name in self._positions
        )


@contextmanager
def driver_transaction(engine: Engine, *, single: bool = False) -> Iterator:
    """A cursor inside one write transaction; committed at the end, rolled back on any error.

    With `single`, for exactly one statement on PostgreSQL, the server begins and commits by itself: one round trip.
    A connection that broke is thrown away with its pool, so that a restarted database is reached again at once.
    Errors of the driver are raised as SQLAlchemy's, which the rest of the house knows.
    """
    alone = single and engine.dialect.name == "postgresql"
    connection = _open(engine)
    try:
        if alone:
            connection.dbapi_connection.autocommit = True
        cursor = connection.cursor()
        if engine.dialect.name == "sqlite":
            cursor.execute("BEGIN IMMEDIATE")
        yield cursor
        connection.commit()
    except engine.dialect.dbapi.Error as error:
        lost = engine.dialect.is_disconnect(error, connection.dbapi_connection, None)
        if lost:
            connection.invalidate()
            engine.dispose()
        else:
            connection.rollback()
        raise _as_known(engine, error, lost) from error
    except BaseException:
        connection.rollback()
        raise
    finally:
        if alone and connection.is_valid:
            connection.dbapi_connection.autocommit = False
        connection.close()


def _open(engine: Engine) -> PoolProxiedConnection:
    """A connection, waited for as long as the pool allows. A server that is not there at all is told as a lost one."""
    try:
        return engine.raw_connection()
    except engine.dialect.dbapi.Error as error:
        raise _as_known(engine, error, lost=True) from error


def _as_known(engine: Engine, error: Exception, lost: bool) -> Exception:
    known = engine.dialect.dbapi.Error
    return DBAPIError.instance(None, None, error, known, connection_invalidated=lost, dialect=engine.dialect)
