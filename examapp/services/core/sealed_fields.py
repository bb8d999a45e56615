"""Sealed fields of rows: each value is bound to table, row and column, and opens nothing in another row."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import Column, LargeBinary, Table

from examapp.extensions import Base

# What values of these columns were bound to before rows were named: a word, or the kind of an import.
_WORDS = {
    "candidates.id_number_sealed": "id_number",
    "candidates.phone_sealed": "phone",
    "participants.id_tail_sealed": "id_tail",
    "seat_claims.id_tail_sealed": "id_tail",
    "face_references.encoding_sealed": "face_reference",
    "face_pictures.picture_sealed": "face_picture",
}
_KIND = "file_imports.rows_sealed"
# These named their row from the first, without the mark that tells it.
_SEEDS = {"spot_quizzes.seed_people_sealed", "spot_quizzes.seed_papers_sealed"}


class RowSealer(Protocol):
    """What binds a value to its place: the sealer of the installation, or one with a person's own key inside it."""

    def seal_row(self, text: str, place: str) -> bytes:
        """As adapters/security/sealing.py."""

    def open_row(self, sealed: bytes, place: str, before: str | None) -> str:
        """As adapters/security/sealing.py."""


@dataclass(frozen=True)
class SealedColumn:
    """One column of sealed values."""

    table: Table
    column: Column

    @property
    def label(self) -> str:
        """table.column"""
        return f"{self.table.name}.{self.column.name}"

    @property
    def kind(self) -> Column | None:
        """The column of the row's kind, where older values were bound to it."""
        return self.table.c.kind if self.label == _KIND else None

    def place_of(self, key: object) -> str:
        """What the value of this row is bound to."""
        return f"{self.table.name}:{key}:{self.column.name}"

    def word_before(self, key: object, kind: str | None) -> str | None:
        """What older values of this row were bound to; None where there are none."""
        if self.label == _KIND:
            return f"{kind}_rows"
        return self.place_of(key) if self.label in _SEEDS else _WORDS.get(self.label)


def sealed_columns() -> Iterator[SealedColumn]:
    """Every column of the models that holds sealed values, by its type and name: a new one is never left out."""
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, LargeBinary) and column.name.endswith("_sealed"):
                yield SealedColumn(table, column)


def seal_field(row: Base, column: str, text: str, sealer: RowSealer) -> None:
    """Seal a text into a row that has its id by now (flushed)."""
    if row.id is None:
        raise ValueError("a row without an id has no place to bind to")
    setattr(row, column, sealer.seal_row(text, _column_of(row, column).place_of(row.id)))


def open_field(row: Base, column: str, sealer: RowSealer) -> str:
    """The text again. Raises KeyError when its key is lost, InvalidTag when it was changed or is of another row."""
    sealed = _column_of(row, column)
    before = sealed.word_before(row.id, getattr(row, "kind", None))
    return sealer.open_row(getattr(row, column), sealed.place_of(row.id), before)


def _column_of(row: Base, column: str) -> SealedColumn:
    table = row.__table__
    return SealedColumn(table, table.c[column])
