"""Reads an old .xls in a process of its own: its cells can claim any place, and the library would take this process down with it.

Run as `python -m examapp.adapters.tables.xls_child`; bytes come in, JSON goes out.
"""

import io
import json
import subprocess
import sys
from datetime import date, datetime, time, timedelta

from python_calamine import CalamineWorkbook, PasswordError, SheetVisibleEnum

from examapp.adapters.children import limit_this_process
from examapp.adapters.tables.refusals import FileRefusedError
from examapp.adapters.tables.sheet_sizes import MOST_CELLS

MOST_MEMORY = 1536 * 1024 * 1024
MOST_SECONDS = 60
MOST_SHEETS = 60
TOO_LARGE = 3
LOCKED = 4


Area = tuple[tuple[int, int], tuple[int, int]]


def read_xls(content: bytes) -> list[tuple[str, list[list[object]], bool, tuple[Area, ...]]]:
    """Name, rows (hours without a day as texts), whether hidden, and merged areas of all sheets.

    Raises FileRefusedError(table_broken, sheet_too_large, zip_locked).
    """
    command = [sys.executable, "-m", "examapp.adapters.tables.xls_child"]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=MOST_SECONDS, check=False)  # noqa: S603
        if done.returncode == TOO_LARGE:
            raise FileRefusedError("sheet_too_large", sheet="", cell="")
        if done.returncode == LOCKED:
            raise FileRefusedError("zip_locked")
        sheets = json.loads(done.stdout, object_hook=_moment)
        return [(name, rows, hidden, _areas(merged)) for name, rows, hidden, merged in sheets]
    except FileRefusedError:
        raise
    except (subprocess.SubprocessError, OSError, ValueError) as error:
        raise FileRefusedError("table_broken") from error


def _areas(merged: list) -> tuple[Area, ...]:
    return tuple((tuple(start), tuple(end)) for start, end in merged)


def _plain(cell: object) -> object:
    # A datetime is a date as well, so it is asked for first.
    if isinstance(cell, datetime):
        return {"datetime": cell.isoformat()}
    if isinstance(cell, date):
        return {"date": cell.isoformat()}
    return str(cell) if isinstance(cell, time | timedelta) else cell


def _moment(told: dict[str, str]) -> object:
    if "datetime" in told:
        return datetime.fromisoformat(told["datetime"])
    return date.fromisoformat(told["date"])


def main() -> None:
    """The child: limits first, then the file."""
    limit_this_process(MOST_MEMORY, MOST_SECONDS)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
    except PasswordError:
        sys.exit(LOCKED)
    told = [_sheet(book, one.name, one.visible) for one in book.sheets_metadata[:MOST_SHEETS]]
    json.dump(told, sys.stdout)


def _sheet(book: CalamineWorkbook, name: str, visible: SheetVisibleEnum) -> tuple[str, list, bool, list]:
    sheet = book.get_sheet_by_name(name)
    # Both count from 0.
    if (sheet.total_height + 1) * (sheet.total_width + 1) > MOST_CELLS:
        sys.exit(TOO_LARGE)
    rows = [[_plain(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    return name, rows, visible != SheetVisibleEnum.Visible, list(sheet.merged_cell_ranges or ())


if __name__ == "__main__":
    main()
