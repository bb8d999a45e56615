"""What a person says of a table: which field each column is, where the header stands, how cells are to be read.

A plain description, kept as JSON, the same for every kind of table; its reader says which fields and options there are.
"""

import hashlib
import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from examapp.domain.errors import DomainError

MOST_COLUMNS = 200
MOST_HEADER_ROW = 200
MOST_HEADER_ROWS = 2
# An option of a question table may say what a word of its type column means: "type:单" -> "single".
TYPE_WORD = "type:"
MOST_TYPE_WORDS = 12
LONGEST_TYPE_WORD = 30


@dataclass(frozen=True)
class TableMapping:
    """`columns` and `header_row` count from 0; where `header_rows` is 0 the cells begin in that row.

    `options` are words that the reader knows, such as the sign between choices.
    """

    header_row: int
    header_rows: int
    columns: Mapping[int, str]
    options: Mapping[str, str] = field(default_factory=dict)

    @property
    def body_row(self) -> int:
        """The first row below the header, from 0."""
        return self.header_row + self.header_rows

    def as_plain(self) -> dict:
        """As JSON knows it; column numbers become texts."""
        return {
            "header_row": self.header_row,
            "header_rows": self.header_rows,
            "columns": {str(place): name for place, name in sorted(self.columns.items())},
            "options": dict(sorted(self.options.items())),
        }


def mapping_from(plain: Mapping) -> TableMapping:
    """The description again. Raises ValueError, TypeError, KeyError for what `as_plain` did not make."""
    return TableMapping(
        int(plain["header_row"]),
        int(plain["header_rows"]),
        {int(place): str(name) for place, name in plain["columns"].items()},
        {str(name): str(value) for name, value in plain["options"].items()},
    )


def check_mapping(
    mapping: TableMapping,
    fields: Collection[str],
    *,
    several: Collection[str],
    options: Mapping[str, Collection[str]],
) -> None:
    """Raises mapping_range, mapping_field, mapping_twice, mapping_option for what cannot be so.

    `several` are the fields that more than one column may be; `options` the values that each option may have.
    """
    rows_fit = 0 <= mapping.header_row <= MOST_HEADER_ROW and 0 <= mapping.header_rows <= MOST_HEADER_ROWS
    if not rows_fit or any(not 0 <= place < MOST_COLUMNS for place in mapping.columns):
        raise DomainError("mapping_range")
    names = list(mapping.columns.values())
    if not set(names) <= set(fields):
        raise DomainError("mapping_field")
    if any(names.count(name) > 1 for name in set(names) - set(several)):
        raise DomainError("mapping_twice")
    known = all(name in options and value in options[name] for name, value in mapping.options.items())
    if not known:
        raise DomainError("mapping_option")


def signature_of(rows: Sequence[Sequence[object]]) -> str:
    """What tells a header again: its words without blanks and signs, in their order; "" when there are hardly any."""
    texts = [[_folded(cell) for cell in row] for row in rows]
    for row in texts:
        while row and not row[-1]:
            row.pop()
    if sum(bool(text) for row in texts for text in row) < 2:
        return ""
    return hashlib.sha256(repr(texts).encode()).hexdigest()


def _folded(cell: object) -> str:
    text = unicodedata.normalize("NFKC", "" if cell is None else str(cell)[:200]).casefold()
    return re.sub(r"[\W_]+", "", text)
