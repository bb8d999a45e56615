"""The one door to calamine: a workbook is looked through first, because a hostile one ends the whole process inside the library."""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace

from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

from examapp.adapters.tables.cell_pictures import (
    CellPicture,
    anchored_pictures,
    call_pictures,
    pictures_in_cells,
    take_from_cells,
)
from examapp.adapters.tables.hidden_rows import hidden_rows_of
from examapp.adapters.tables.merged_cells import fill_merged
from examapp.adapters.tables.packages import MOST_UNZIPPED, open_package
from examapp.adapters.tables.refusals import FileRefusedError
from examapp.adapters.tables.sheet_sizes import check_sheets
from examapp.adapters.tables.shown_numbers import show_numbers, shown_formats
from examapp.adapters.tables.xls_child import read_xls

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MOST_SHEETS = 60
Rows = list[list[object]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet as people see it: `hidden_rows` count from 0, `merged` are merged areas (row, column; both ends)."""

    name: str
    rows: Rows
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    merged: tuple[tuple[tuple[int, int], tuple[int, int]], ...] = ()
    pictures: tuple[CellPicture, ...] = ()


def is_workbook(content: bytes) -> bool:
    """Whether the first bytes are those of a zip or of an old Office file."""
    return content[:2] == b"PK" or content[:8] == OLE


def read_sheets(content: bytes, most_unzipped: int = MOST_UNZIPPED) -> Iterator[tuple[str, Rows]]:
    """Names and rows of the sheets of an .xlsx or .xls, one sheet in memory at a time. Raises as `read_workbook`."""
    for sheet in read_workbook(content, most_unzipped):
        yield sheet.name, sheet.rows


def read_all_sheets(content: bytes, most_unzipped: int = MOST_UNZIPPED) -> Iterator[tuple[str, Rows, bool]]:
    """Names and rows with merged cells filled, and whether the sheet is hidden. Raises as `read_workbook`."""
    for sheet in read_workbook(content, most_unzipped):
        yield sheet.name, fill_merged(sheet.rows, sheet.merged), sheet.hidden


def read_workbook(content: bytes, most_unzipped: int = MOST_UNZIPPED) -> Iterator[Sheet]:
    """The sheets of an .xlsx or .xls, one in memory at a time (an .xls does not tell its hidden rows).

    Raises FileRefusedError(workbook_other, zip_locked, table_broken, sheet_too_large, xml_entities; those of
    open_package).
    """
    if content[:8] == OLE:
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise FileRefusedError("zip_locked")
        for name, rows, hidden, merged in read_xls(content):
            yield Sheet(name, rows, hidden, merged=merged)
        return
    parts = open_package(content, most_unzipped)
    if "xl/workbook.xml" not in parts:
        # An .ods repeats cells by a number and an .xlsb hides them in bytes: their size cannot be seen from outside.
        other = "content.xml" in parts or "xl/workbook.bin" in parts
        raise FileRefusedError("workbook_other" if other else "table_broken")
    check_sheets(parts)
    anchored, named, calls = anchored_pictures(parts), pictures_in_cells(parts), call_pictures(parts)
    for sheet in _lay_out(_packed(parts), hidden_rows_of(parts), shown_formats(parts)):
        inside = take_from_cells(sheet.rows, named, parts) if calls else []
        pictures = (*anchored.get(sheet.name, ()), *inside)
        yield replace(sheet, pictures=pictures) if pictures else sheet


def _packed(parts: dict[str, bytes]) -> bytes:
    """The checked parts and nothing else: the library must not see a file in the zip that we did not see."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def _lay_out(
    content: bytes, hidden_rows: dict[str, frozenset[int]], formats: dict[str, dict[tuple[int, int], str]]
) -> Iterator[Sheet]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = book.sheets_metadata[:MOST_SHEETS]
    except BaseException as error:
        raise _refusal(error) from error
    for one in sheets:
        try:
            sheet = book.get_sheet_by_name(one.name)
            rows, merged = sheet.to_python(skip_empty_area=False), tuple(sheet.merged_cell_ranges or ())
        except BaseException as error:
            raise _refusal(error) from error
        show_numbers(rows, formats.get(one.name, {}))
        hidden = one.visible != SheetVisibleEnum.Visible
        yield Sheet(one.name, rows, hidden, hidden_rows.get(one.name, frozenset()), merged)


def _refusal(error: BaseException) -> BaseException:
    known = (CalamineError, ValueError, IndexError, OSError, KeyError, OverflowError, MemoryError)
    # A fault inside the Rust library arrives as a PanicException, which is no Exception.
    if isinstance(error, known) or type(error).__name__ == "PanicException":
        return FileRefusedError("table_broken")
    return error
