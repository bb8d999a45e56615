"""One act, one transaction; and canonical JSON, which every digest is taken over."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.dialects import postgresql, sqlite

from examapp.extensions import db, reading_only


@contextmanager
def transaction() -> Iterator:
    """Commit at the end, roll back on any error; on SQLite the write lock is taken at the start.

    On SQLite a read transaction that the page already holds is ended first, because it refuses to upgrade it
    when somebody else has written in between; PostgreSQL reads anew with every statement.
    """
    if reading_only.get() and db.session().in_transaction() and db.engine.dialect.name == "sqlite":
        db.session.commit()
    token = reading_only.set(False)
    try:
        yield db.session
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise
    finally:
        reading_only.reset(token)


@contextmanager
def reading() -> Iterator[None]:
    """What a job only reads: SQLite gives it no write lock, and what was read is let go at the end."""
    token = reading_only.set(True)
    try:
        yield
        # Not a rollback, which would forget what the objects hold.
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise
    finally:
        reading_only.reset(token)


def insert_once(model: type, **values: object) -> bool:
    """Insert a row unless one with the same unique key is there; False then. Call inside `transaction()`."""
    dialect = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    statement = (
        dialect.insert(model)
        .values(**values)
        .on_conflict_do_nothing()
        .returning(model.__mapper__.primary_key[0])
    )
    return db.session.scalar(statement) is not None


def canonical_json(value: object) -> str:
    """Sorted keys, no spaces, real characters: the same value always gives the same text."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest_text(text: str) -> str:
    """SHA-256 of UTF-8 text, hex."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
