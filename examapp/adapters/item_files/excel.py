"""Excel .xlsx and .xls by calamine, every sheet; CSV in any usual encoding."""

import csv
import io

from python_calamine import CalamineError, CalamineWorkbook

from examapp.adapters.item_files.drafts import FileRefusedError, Place, Problem, ReadResult
from examapp.adapters.item_files.packages import open_package
from examapp.adapters.item_files.sheet_sizes import MOST_CELLS, check_sheets
from examapp.adapters.item_files.tables import Progress, find_header, read_grid
from examapp.adapters.item_files.xls_child import read_xls

MOST_SHEETS = 60


def read_excel(name: str, content: bytes, progress: Progress | None = None) -> ReadResult:
    """Drafts of all sheets that have a header. Raises FileRefusedError(table_broken, sheet_too_large and those of packages)."""
    zipped = content[:2] == b"PK"
    if zipped:
        parts = open_package(content)
        if "xl/workbook.xml" not in parts:
            raise FileRefusedError("table_broken")
        check_sheets(parts)
    result = ReadResult("xlsx" if zipped else "xls")
    cells = 0
    for sheet, rows in _sheets(content) if zipped else read_xls(content):
        cells += len(rows) * max(map(len, rows), default=0)
        if cells > MOST_CELLS:
            raise FileRefusedError("sheet_too_large", sheet=sheet)
        before = len(result.drafts)
        found = read_grid(name, sheet, rows, progress=_shifted(progress, before))
        result.drafts += found.drafts
        result.problems += found.problems
    return result


def _shifted(progress: Progress | None, before: int) -> Progress | None:
    return (lambda done: progress(before + done)) if progress else None


def _sheets(content: bytes):
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        for sheet in book.sheet_names[:MOST_SHEETS]:
            yield sheet, book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    except FileRefusedError:
        # The reader of this generator refuses through it.
        raise
    except (CalamineError, ValueError, IndexError, OSError, KeyError, OverflowError, MemoryError) as error:
        raise FileRefusedError("table_broken") from error
    except BaseException as error:
        # A fault inside the Rust library arrives as a PanicException, which is no Exception.
        if type(error).__name__ != "PanicException":
            raise
        raise FileRefusedError("table_broken") from error


def find_table(text: str) -> list[list[str]] | None:
    """The rows when a text is a table of questions with , ; tab or | between its cells, else None."""
    for sign in ",\t;|":
        if sign not in text:
            continue
        try:
            head = [
                row
                for _, row in zip(
                    range(25), csv.reader(io.StringIO(text, newline=""), delimiter=sign), strict=False
                )
            ]
            if find_header(head) is not None:
                return list(csv.reader(io.StringIO(text, newline=""), delimiter=sign))
        except csv.Error:
            continue
    return None


def read_csv(name: str, rows: list[list[str]], progress: Progress | None = None) -> ReadResult:
    """Drafts of a CSV's rows; a sign that kept Excel from running a cell as a formula is taken off again."""
    if sum(map(len, rows)) > MOST_CELLS:
        raise FileRefusedError("sheet_too_large", sheet="")
    bare = [[bared(cell) for cell in row] for row in rows]
    found = read_grid(name, "", bare, form="csv", progress=progress)
    if not found.drafts and not found.problems:
        found.problems.append(Problem(Place(name), "nothing_found"))
    return found


def guarded(cell: str) -> str:
    """A cell that no spreadsheet runs: ' before = + - @ and controls."""
    return "'" + cell if cell.lstrip("'")[:1] in ("=", "+", "-", "@", "\t", "\r") and cell else cell


def bared(cell: str) -> str:
    """The cell before `guarded`."""
    return (
        cell[1:]
        if cell[:1] == "'" and cell.lstrip("'")[:1] in ("=", "+", "-", "@", "\t", "\r") and cell.lstrip("'")
        else cell
    )
