"""The one door to calamine: a workbook is looked through first, because a hostile one ends the whole process inside the library."""

import io
import zipfile
from collections.abc import Iterator

from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

from examapp.adapters.tables.merged_cells import fill_merged
from examapp.adapters.tables.packages import MOST_UNZIPPED, open_package
from examapp.adapters.tables.refusals import FileRefusedError
from examapp.adapters.tables.sheet_sizes import check_sheets
from examapp.adapters.tables.xls_child import read_xls

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MOST_SHEETS = 60
Rows = list[list[object]]


def is_workbook(content: bytes) -> bool:
    """Whether the first bytes are those of a zip or of an old Office file."""
    return content[:2] == b"PK" or content[:8] == OLE


def read_sheets(content: bytes, most_unzipped: int = MOST_UNZIPPED) -> Iterator[tuple[str, Rows]]:
    """Names and rows of the sheets of an .xlsx or .xls, one sheet in memory at a time; see `read_all_sheets`.

    Raises FileRefusedError(workbook_other, table_broken, sheet_too_large, xml_entities and those of open_package).
    """
    if content[:8] == OLE:
        yield from read_xls(content)
        return
    parts = open_package(content, most_unzipped)
    if "xl/workbook.xml" not in parts:
        # An .ods repeats cells by a number and an .xlsb hides them in bytes: their size cannot be seen from outside.
        other = "content.xml" in parts or "xl/workbook.bin" in parts
        raise FileRefusedError("workbook_other" if other else "table_broken")
    check_sheets(parts)
    yield from ((name, rows) for name, rows, _ in _lay_out(_packed(parts)))


def read_all_sheets(content: bytes, most_unzipped: int = MOST_UNZIPPED) -> Iterator[tuple[str, Rows, bool]]:
    """The same with merged cells filled, and whether the sheet is hidden; of an .xls neither is known."""
    if content[:8] == OLE:
        yield from ((name, rows, False) for name, rows in read_xls(content))
        return
    parts = open_package(content, most_unzipped)
    if "xl/workbook.xml" not in parts:
        other = "content.xml" in parts or "xl/workbook.bin" in parts
        raise FileRefusedError("workbook_other" if other else "table_broken")
    check_sheets(parts)
    yield from _lay_out(_packed(parts), merged=True)


def _packed(parts: dict[str, bytes]) -> bytes:
    """The checked parts and nothing else: the library must not see a file in the zip that we did not see."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def _lay_out(content: bytes, *, merged: bool = False) -> Iterator[tuple[str, Rows, bool]]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        names = book.sheet_names[:MOST_SHEETS]
        hidden = {sheet.name for sheet in book.sheets_metadata if sheet.visible != SheetVisibleEnum.Visible}
    except BaseException as error:
        raise _refusal(error) from error
    for name in names:
        try:
            sheet = book.get_sheet_by_name(name)
            rows = sheet.to_python(skip_empty_area=False)
            if merged:
                fill_merged(rows, sheet.merged_cell_ranges)
        except BaseException as error:
            raise _refusal(error) from error
        yield name, rows, name in hidden


def _refusal(error: BaseException) -> BaseException:
    known = (CalamineError, ValueError, IndexError, OSError, KeyError, OverflowError, MemoryError)
    # A fault inside the Rust library arrives as a PanicException, which is no Exception.
    if isinstance(error, known) or type(error).__name__ == "PanicException":
        return FileRefusedError("table_broken")
    return error
