"""Column types shared by the tables."""

from datetime import UTC, datetime

from sqlalchemy import JSON, DateTime, Integer, String
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

from examapp.extensions import Base, db

__all__ = ["Base", "JsonValue", "UtcDateTime", "char", "db", "new_id_column"]

JsonValue = JSON()


class UtcDateTime(TypeDecorator):
    """Aware UTC datetimes in Python; a naive one is refused rather than guessed."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect) -> datetime | None:
        """Refuse naive values and store UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("naive datetime refused")
        value = value.astimezone(UTC)
        return value if dialect.name == "postgresql" else value.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect) -> datetime | None:
        """Give back aware UTC on every database."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def new_id_column() -> Mapped[int]:
    """An integer primary key."""
    return mapped_column(Integer, primary_key=True)


def char(length: int) -> String:
    """A short text; the length is held by PostgreSQL and told to readers on SQLite."""
    return String(length)
