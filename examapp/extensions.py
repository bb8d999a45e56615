"""Flask extensions without an app, and the engine's rules of reading and writing."""

from contextvars import ContextVar
from typing import Protocol
from weakref import WeakKeyDictionary

from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session
from flask_wtf import CSRFProtect
from sqlalchemy import MetaData, event
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Models inherit from this class and not from `db.Model`, which type checkers cannot follow."""

    metadata = MetaData(naming_convention=NAMING)


# True while a report is read: its queries go to the replica of the reports.
reading_copy: ContextVar[bool] = ContextVar("reading_copy", default=False)
COPY = "reports"


class RoutedSession(Session):
    """A session that reads reports from their replica and everything else from the one database that counts."""

    def get_bind(self, mapper=None, clause=None, bind=None, **more):
        """The engine of a statement."""
        if bind is None and reading_copy.get():
            return self._db.engines[COPY]
        return super().get_bind(mapper=mapper, clause=clause, bind=bind, **more)

    def close(self) -> None:
        """Let go of everything; a connection that is lost by now takes nothing with it,
        for what counted was committed.
        """
        try:
            super().close()
        except DBAPIError:
            self.invalidate()


db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False, "class_": RoutedSession})
migrate = Migrate()
login_manager = LoginManager()
csrf = CSRFProtect()
limiter = Limiter(key_func=get_remote_address, headers_enabled=True)

# True while a page is only read: SQLite then begins without the write lock, else every view would queue for it.
reading_only: ContextVar[bool] = ContextVar("reading_only", default=False)


class Vouching(Protocol):
    """Something that vouches for what the database holds, with keys outside of it."""

    def vouch(self, purpose: str, text: str) -> tuple[str, str]:
        """A keyed digest, and the name of the key."""

    def fits(self, purpose: str, text: str, mac: str | None, name: str | None) -> bool | None:
        """Whether it is ours; None for a key that is not known here."""


_chain_keys: WeakKeyDictionary[Engine, Vouching] = WeakKeyDictionary()


def keep_chain_keys(engine: Engine, keys: Vouching) -> None:
    """Give the database of an application the keys that its audit log is written with."""
    _chain_keys[engine] = keys


def chain_keys() -> Vouching:
    """The keys of the audit log: they belong to the application's database."""
    return _chain_keys[db.engine]


def prepare_engine(engine: Engine) -> None:
    """Give a SQLite engine durable commits (synchronous=FULL) and explicit BEGIN; PostgreSQL needs nothing."""
    if engine.dialect.name != "sqlite":
        return
    # A look that changes nothing (`examapp doctor`): the journal stays as it is, and no write lock is taken.
    looks = engine.url.query.get("mode") == "ro"
    # With recursive triggers a row that is replaced counts as deleted, for the triggers of the audit log too.
    pragmas = ("busy_timeout=5000", "synchronous=FULL", "foreign_keys=ON", "recursive_triggers=ON")

    @event.listens_for(engine, "connect")
    def _configure(connection, _record) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in pragmas if looks else (pragmas[0], "journal_mode=WAL", *pragmas[1:]):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection) -> None:
        # Deferred transactions that read and then write are refused at once when another writer commits between.
        connection.exec_driver_sql("BEGIN" if looks or reading_only.get() else "BEGIN IMMEDIATE")


def prepare_copy_engine(engine: Engine) -> None:
    """Nothing is ever written through a connection to the replica, whatever the code does."""

    @event.listens_for(engine, "connect")
    def _configure(connection, _record) -> None:
        if engine.dialect.name == "postgresql":
            connection.read_only = True
            return
        connection.execute("PRAGMA query_only=ON")
