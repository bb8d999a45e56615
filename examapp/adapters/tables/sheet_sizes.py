"""How large a sheet claims to be, seen before the Excel library reserves memory for it.

The library lays a sheet out as a full rectangle up to its last cell: one cell far away makes it ask for terabytes, and a failed
allocation ends the whole process, which no `except` can catch.
"""

import re
from collections.abc import Mapping
from xml.parsers import expat

from examapp.adapters.tables.refusals import FileRefusedError

MOST_CELLS = 2_000_000
# Every row and cell, with its place where that is the first thing it says, else with none.
_PLACED = re.compile(
    rb'<(?:[^\s<>/:!?]+:)?(?:row|c)(?=[\s/>])(?: r="([A-Za-z]{0,3}[0-9]{1,7})")?',
)
_PLACE = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")
_ROW = re.compile(r"[0-9]{1,7}")
# Where these stand, a place seen in the bytes need not be one.
_HIDING = (b"<!--", b"<![CDATA[")
_DIGITS, _LETTERS = b"0123456789", b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def check_sheets(parts: Mapping[str, bytes]) -> None:
    """Raises FileRefusedError(sheet_too_large, table_broken, xml_entities) before anything is laid out.

    Every part is looked at whatever its name, because the workbook may name any of them as a sheet.
    """
    for content in parts.values():
        # The library finds its cells only below this word.
        if b"sheetData" in content:
            _check_sheet(content)


def _check_sheet(content: bytes) -> None:
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise FileRefusedError("xml_entities")
    places = _PLACED.findall(content)
    plain = b"" not in places and not any(one in content for one in _HIDING)
    column, row = _corner_of(b" ".join(places)) if plain else _Counter(content).corner
    if column * row > MOST_CELLS:
        raise FileRefusedError("sheet_too_large", sheet="", cell=f"{column_letters(column)}{row}")


def _corner_of(places: bytes) -> tuple[int, int]:
    """Quick, for sheets whose every row and cell says where it stands, as all spreadsheet programs write them."""
    columns, rows = (
        set(places.translate(None, _DIGITS).split()),
        set(places.translate(None, _LETTERS).split()),
    )
    return max((_column(one.decode()) for one in columns), default=1), max(map(int, rows), default=1)


class _Counter:
    """Slow and exact: a row or cell that names no place stands behind the one before it."""

    def __init__(self, content: bytes) -> None:
        self.corner = (1, 1)
        self._row = self._column = 0
        # Whatever the sheet says of its encoding: the library takes it for UTF-8.
        parser = expat.ParserCreate("utf-8")
        parser.StartElementHandler = self._start
        try:
            parser.Parse(content, True)
        except (expat.ExpatError, ValueError, LookupError) as error:
            raise FileRefusedError("table_broken") from error

    def _start(self, tag: str, facts: dict[str, str]) -> None:
        kind, place = tag.rpartition(":")[2], facts.get("r")
        if kind == "row":
            if place is not None and not _ROW.fullmatch(place):
                raise FileRefusedError("table_broken")
            self._row, self._column = int(place) if place else self._row + 1, 0
        elif kind == "c":
            self._take_cell(place)
        else:
            return
        self.corner = max(self.corner[0], self._column), max(self.corner[1], self._row)

    def _take_cell(self, place: str | None) -> None:
        found = _PLACE.fullmatch(place) if place is not None else None
        if place is not None and found is None:
            raise FileRefusedError("table_broken")
        self._column = _column(found[1]) if found else self._column + 1
        self._row = int(found[2]) if found else self._row


def _column(letters: str) -> int:
    total = 0
    for letter in letters.upper():
        total = total * 26 + ord(letter) - 64
    return total


def column_letters(number: int) -> str:
    """1 -> A, 27 -> AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters or "A"
