"""How large a sheet claims to be, seen before the Excel library reserves memory for it.

The library lays a sheet out as a full rectangle up to its last cell: one cell far away makes it ask for terabytes, and a failed
allocation ends the whole process, which no `except` can catch.
"""

import re
from collections.abc import Mapping

from examapp.adapters.item_files.drafts import FileRefusedError

MOST_CELLS = 2_000_000
_PLACE = re.compile(rb' r="([^"]*)"')
# The same in other allowed spellings: no spreadsheet program writes them, so they can only be meant to slip through.
_ODD = (
    b" r='",
    b" r =",
    b" r= ",
    b" r\t",
    b" r\n",
    b" r\r",
    b" r=\t",
    b" r=\n",
    b" r=\r",
    b"\tr",
    b"\nr",
    b"\rr",
)
_COLUMN, _ROW = re.compile(rb"[A-Za-z]{1,3}"), re.compile(rb"[0-9]{1,7}")
_DIGITS, _LETTERS = b"0123456789", b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def check_sheets(parts: Mapping[str, bytes]) -> None:
    """Raises FileRefusedError(sheet_too_large, table_broken, xml_entities) before anything is laid out."""
    for name, content in parts.items():
        # Whatever a relation may point to as a sheet; only the parts known to be none are passed over.
        if name.endswith((".xml", ".bin")) and not name.startswith(("xl/theme", "xl/media", "docProps")):
            _check_part(name, content)


def _check_part(name: str, content: bytes) -> None:
    if name.endswith(".bin") and "printerSettings" not in name:
        raise FileRefusedError("table_broken")
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise FileRefusedError("xml_entities")
    if b"\0" in content[:200]:
        # UTF-16 would hide the places from the search below; no spreadsheet program writes it.
        raise FileRefusedError("table_broken")
    if b"sheetData" not in content:
        return
    if any(spelling in content for spelling in _ODD):
        raise FileRefusedError("table_broken")
    places = b" ".join(_PLACE.findall(content))
    columns, rows = (
        set(places.translate(None, _DIGITS).split()),
        set(places.translate(None, _LETTERS).split()),
    )
    if not all(_COLUMN.fullmatch(one) for one in columns) or not all(_ROW.fullmatch(one) for one in rows):
        raise FileRefusedError("table_broken")
    if max(map(int, rows), default=0) * max(map(_column, columns), default=1) > MOST_CELLS:
        raise FileRefusedError("sheet_too_large", sheet="")


def _column(letters: bytes) -> int:
    total = 0
    for letter in letters.upper():
        total = total * 26 + letter - 64
    return total
