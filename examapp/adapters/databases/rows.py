"""Rows of every table as they are stored, so that they can be carried to another kind of database and compared there."""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime

from sqlalchemy import JSON, Column, MetaData, Table, Text, cast, select
from sqlalchemy.engine import Connection
from sqlalchemy.types import TypeDecorator

_ALL = 1 << 256


class StoredJson(TypeDecorator):
    """JSON as the text that is stored: parsed and written again, a null inside and a missing value would become one."""

    impl = Text
    cache_ok = True

    def column_expression(self, column):
        """The text itself on either database."""
        return cast(column, Text)


def shadow_tables(metadata: MetaData) -> list[Table]:
    """The tables, those that others refer to first; JSON as stored text, everything else as the application reads it."""
    shadows = MetaData()
    return [
        Table(
            table.name,
            shadows,
            *(
                Column(column.name, StoredJson() if isinstance(column.type, JSON) else column.type)
                for column in table.columns
            ),
        )
        for table in metadata.sorted_tables
    ]


def read_rows(connection: Connection, table: Table) -> Iterator[tuple]:
    """All rows, a few thousand at a time."""
    query = select(*table.columns).execution_options(stream_results=True, yield_per=2000)
    yield from (tuple(row) for row in connection.execute(query))


class TableDigest:
    """Count and digest of a set of rows; their order does not matter, because databases sort words differently."""

    def __init__(self) -> None:
        self.count = 0
        self._sum = 0

    def add(self, row: Iterable[object]) -> None:
        """One row."""
        written = "\x1f".join(_written(value) for value in row).encode("utf-8", "surrogatepass")
        self._sum = (self._sum + int.from_bytes(hashlib.sha256(written).digest(), "big")) % _ALL
        self.count += 1

    def value(self) -> tuple[int, str]:
        """(count, hex)."""
        return self.count, f"{self._sum:064x}"


def _written(value: object) -> str:
    if value is None:
        return "-"
    if isinstance(value, bytes | memoryview):
        return "b" + bytes(value).hex()
    if isinstance(value, bool):
        return f"i{int(value)}"
    if isinstance(value, datetime):
        return "t" + value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return "d" + value.isoformat()
    if isinstance(value, int):
        return f"i{value}"
    if isinstance(value, float):
        return f"f{value!r}"
    return f"s{len(str(value))}:{value}"
