"""What all tables that people upload have in common: cells as texts, columns by name, faults by cell, days."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from examapp.domain.people_names import MOST_SIGNS, odd_signs, without_unseen

# fault(column, code, value as it stands in the cell)
Fault = Callable[..., None]
# A row by the names of its fields; what stands in columns without a name is not in it.
Cells = Mapping[str, object]
# How every template marks the rows that only show how to fill it in: they are never taken for real ones.
SAMPLE = "样例"
# The sheet of every template that only says how to fill it in.
NOTES_SHEET = "填写说明"
# Excel counts days from here; 20,000 is 1954, 60,000 is 2064: what else stands in a column of days is no count of them.
_FIRST_DAY, _DAYS = date(1899, 12, 30), range(20_000, 60_000)
_AS_TEXT = re.compile(r'=\s*"(.*)"', re.DOTALL)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


@dataclass(frozen=True)
class Sheet:
    """One sheet of a file as it was laid out; a file without sheets is one without a name."""

    name: str
    rows: Sequence[Sequence[object]]
    hidden: bool = False


@dataclass(frozen=True)
class Place:
    """Where a row stands: its number as in Excel, its sheet where the file has several, its fields' columns (from 0).

    As a text it is 第 3 行, with the sheet before it.
    """

    number: int
    sheet: str = ""
    columns: Mapping[str, int] = field(default_factory=dict, compare=False, repr=False)

    def __str__(self) -> str:
        return f"{self.sheet}第 {self.number} 行" if self.sheet else f"第 {self.number} 行"

    def cell(self, name: str) -> str:
        """The address of a field of this row."""
        address = f"{column_letters(self.columns.get(name, 0))}{self.number}"
        return f"{self.sheet} {address}" if self.sheet else address


@dataclass(frozen=True)
class CellFault:
    """One bad cell: its address as in Excel, the column, a code and the value that its sentence names.

    `read` is the text of the cell itself, where that is another one; neither is ever an ID number. `name` is the field
    and `place` its row; a fault of the table as a whole has none.
    """

    cell: str
    column: str
    code: str
    value: str = ""
    read: str = ""
    name: str = ""
    place: Place | None = None


@dataclass(frozen=True)
class Unused:
    """A part of the file that belongs to no row: where it stands, its words, and why (a code).

    What is `quiet` loses nobody: titles, repeated headers, ends of a table.
    """

    place: str
    words: str
    why: str
    quiet: bool = False


@dataclass
class TableRow:
    """One readable row."""

    row_number: Place
    facts: dict


@dataclass
class TableReading:
    """Good rows, every row as it stands in the file, faults, and what of the file is not used.

    Sample rows are never taken.
    """

    rows: list[TableRow] = field(default_factory=list)
    raw: list[tuple[Place, dict]] = field(default_factory=list)
    sample_rows: list[int] = field(default_factory=list)
    faults: list[CellFault] = field(default_factory=list)
    ignored_columns: list[str] = field(default_factory=list)
    unused: list[Unused] = field(default_factory=list)

    def bad_rows(self) -> list[tuple[Place, dict]]:
        """Rows that have a fault, as they stand in the file."""
        places = {fault.place for fault in self.faults}
        return [(place, cells) for place, cells in self.raw if place in places]


@dataclass(frozen=True)
class Columns:
    """The names that people give to each field (the first one is shown), and what is read so far."""

    names: Mapping[str, Sequence[str]]
    reading: TableReading

    def value(self, row: Cells, name: str) -> object:
        """The cell of this field; an empty text where the row is too short or the column is missing."""
        return row.get(name, "")

    def fault(self, place: Place, name: str, code: str, value: object = "", read: object = None) -> None:
        """Note a bad cell; `value` goes into the sentence, `read` (else the value) is shown as what stands there."""
        shown = str(value if read is None else read)[:40]
        self.reading.faults.append(
            CellFault(place.cell(name), self.names[name][0], code, str(value)[:40], shown, name, place)
        )


def check_name(fault: Fault, text: str) -> None:
    """Note a name of a row that is missing, or that holds signs which no name has (emoji)."""
    if not text:
        fault("name", "empty")
    elif odd := odd_signs(text):
        fault("name", "name_odd_signs", odd)


def check_person(fault: Fault, text: str) -> None:
    """The same of a person: a name of figures alone, of a formula, or with a note in brackets is nobody's."""
    check_name(fault, text)
    if unicodedata.normalize("NFKC", text).startswith(("=", "+", "-", "@")):
        fault("name", "name_formula", text)
    elif text and not any(sign.isalpha() for sign in text):
        fault("name", "name_without_letters", text)
    elif len(text) > MOST_SIGNS:
        fault("name", "name_too_long", len(text), text)
    elif note := re.search(r"[（(].*", text):
        fault("name", "name_with_note", note[0], text)


def read_date(value: object) -> date | None:
    """A day from a date cell, from Excel's count of days, or from texts such as 2024-3-1, 2024/03/01 8:30, 2024.3.1,
    2024年3月1日, 20240301, 1-Mar-24; None if unreadable.
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = unicodedata.normalize("NFKC", clean(value))
    if text.isascii() and text.isdigit() and int(text) in _DAYS:
        return _FIRST_DAY + timedelta(days=int(text))
    if match := re.fullmatch(r"([0-9]{1,2})-([A-Za-z]{3})[a-z]*-([0-9]{2}|[12][0-9]{3})", text):
        return _english_day(*match.groups())
    match = re.fullmatch(
        r"([12][0-9]{3})\s*[-/.年]\s*([0-9]{1,2})\s*[-/.月]\s*([0-9]{1,2})\s*日?(?:[ T]+[0-9]{1,2}:[0-9:.]+)?",
        text,
    ) or re.fullmatch(r"([12][0-9]{3})([0-9]{2})([0-9]{2})", text)
    return _day(*map(int, match.groups())) if match else None


def _english_day(day: str, month: str, year: str) -> date | None:
    if month.lower() not in _MONTHS:
        return None
    return _day(int(year) if len(year) == 4 else 2000 + int(year), _MONTHS.index(month.lower()) + 1, int(day))


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
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
    """A cell as a text without outer blanks and signs that nobody sees; ="12" is 12, a whole number has no point."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 10**15:
        value = int(value)
    text = without_unseen(str(value)).strip().replace("\u3000", "")
    wrapped = _AS_TEXT.fullmatch(text) if text.startswith("=") else None
    return (wrapped[1] if wrapped else text).strip()
