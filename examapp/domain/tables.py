"""What all tables that people upload have in common: a header somewhere near the top, columns by name,
faults by cell.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from examapp.domain.people_names import odd_signs, without_unseen

# fault(column, code, value as it stands in the cell)
Fault = Callable[..., None]
HEADER_ROWS = 12
# How every template marks the rows that only show how to fill it in: they are never taken for real ones.
SAMPLE = "样例"


@dataclass(frozen=True)
class CellFault:
    """One bad cell: its address as in Excel, the column, a code and the value that its sentence names.

    `read` is the text of the cell itself, where that is another one; neither is ever an ID number.
    """

    cell: str
    column: str
    code: str
    value: str = ""
    read: str = ""


@dataclass
class TableRow:
    """One readable row."""

    row_number: int
    facts: dict


@dataclass
class TableReading:
    """Good rows, faults, the numbers of the template's sample rows, and which columns were passed over.

    Nothing is taken while there are faults; sample rows are never taken.
    """

    rows: list[TableRow] = field(default_factory=list)
    sample_rows: list[int] = field(default_factory=list)
    faults: list[CellFault] = field(default_factory=list)
    ignored_columns: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Columns:
    """Where each field stands, and the names that people give to it (the first one is shown)."""

    names: Mapping[str, Sequence[str]]
    places: Mapping[str, int]
    reading: TableReading

    def value(self, row: Sequence[object], name: str) -> object:
        """The cell of this field; an empty text where the row is too short or the column is missing."""
        place = self.places.get(name)
        return row[place] if place is not None and place < len(row) else ""

    def fault(self, row_number: int, name: str, code: str, value: object = "", read: object = None) -> None:
        """Note a bad cell; `value` goes into the sentence, `read` (else the value) is shown as what stands there."""
        cell = f"{column_letters(self.places.get(name, 0))}{row_number}"
        self.reading.faults.append(
            CellFault(
                cell, self.names[name][0], code, str(value)[:40], str(value if read is None else read)[:40]
            )
        )


def open_table(
    table: Sequence[Sequence[object]],
    names: Mapping[str, Sequence[str]],
    required: Sequence[str],
    *,
    sample_values: frozenset[str] = frozenset(),
) -> tuple[Columns, list[tuple[int, Sequence[object]]]] | TableReading:
    """Columns and the rows below the header (number as in Excel), or a reading that says what the header lacks.

    The first of `required` says what a row is about: where it begins with 样例 the row is the template's and left out. A row
    of somebody's own that still holds something of the sample (also one of `sample_values`) is at fault there.
    """
    reading = TableReading()
    header = _find_header(table, names)
    if header is None:
        reading.faults.append(
            CellFault("A1", "", "header_missing", "、".join(names[one][0] for one in required))
        )
        return reading
    places = _match_columns(table[header], names, reading)
    missing = [name for name in required if name not in places]
    if missing:
        reading.faults += [
            CellFault(f"{header + 1} 行", names[name][0], "column_missing") for name in missing
        ]
        return reading
    columns = Columns(names, places, reading)
    rows = []
    for number, row in enumerate(table[header + 1 :], start=header + 2):
        if clean(columns.value(row, required[0])).startswith(SAMPLE):
            reading.sample_rows.append(number)
        elif any(clean(cell) for cell in row):
            _note_remains(number, row, columns, sample_values)
            rows.append((number, row))
    if not rows:
        code = "only_samples" if reading.sample_rows else "no_rows"
        columns.fault(header + 2, required[0], code)
    return columns, rows


def _note_remains(
    number: int, row: Sequence[object], columns: Columns, sample_values: frozenset[str]
) -> None:
    for name in columns.places:
        text = clean(columns.value(row, name))
        if text.startswith(SAMPLE) or text.upper() in sample_values:
            columns.fault(number, name, "sample_left")


def check_name(fault: Fault, text: str) -> None:
    """Note a name of a row that is missing, or that holds signs which no name has (emoji)."""
    if not text:
        fault("name", "empty")
    elif odd := odd_signs(text):
        fault("name", "name_odd_signs", odd)


def _find_header(table: Sequence[Sequence[object]], names: Mapping[str, Sequence[str]]) -> int | None:
    known = {name for options in names.values() for name in options}
    for number, row in enumerate(table[:HEADER_ROWS]):
        if sum(_head(cell) in known for cell in row) >= min(3, len(names)):
            return number
    return None


def _match_columns(
    header: Sequence[object], names: Mapping[str, Sequence[str]], reading: TableReading
) -> dict[str, int]:
    places: dict[str, int] = {}
    for place, cell in enumerate(header):
        text = _head(cell)
        found = next(
            (name for name, options in names.items() if text in options and name not in places), None
        )
        if found:
            places[found] = place
        elif text:
            reading.ignored_columns.append(text)
    return places


def _head(cell: object) -> str:
    return clean(cell).rstrip("*（必填）")


def read_date(value: object) -> date | None:
    """A date from a date cell or from texts such as 2024-3-1, 2024/03/01, 2024.3.1, 2024年3月1日, 20240301;
    None if unreadable.
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = str(int(value)) if isinstance(value, float) and value.is_integer() else clean(value)
    match = re.fullmatch(
        r"([12][0-9]{3})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?(?: 0?0:00(?::00)?)?", text
    ) or re.fullmatch(r"([12][0-9]{3})([0-9]{2})([0-9]{2})", text)
    try:
        return date(*map(int, match.groups())) if match else None
    except ValueError:
        return None


def column_letters(place: int) -> str:
    """0 -> A, 26 -> AA, as spreadsheets name columns."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def clean(value: object) -> str:
    """A cell as a text without outer blanks and without signs that nobody sees."""
    return "" if value is None else without_unseen(str(value)).strip().replace("\u3000", "")
