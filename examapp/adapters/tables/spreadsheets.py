"""Tables in and out: Excel by calamine and XlsxWriter, CSV in UTF-8 or GB18030; formulas are neutralised."""

import csv
import io
from datetime import UTC, datetime

import xlsxwriter

from examapp.adapters.tables.refusals import FileRefusedError
from examapp.adapters.tables.workbooks import is_workbook, read_sheets

MOST_CELLS = 2_000_000
MOST_UNZIPPED = 100 * 1024 * 1024
_CAUSES = {"sheet_too_large": "cell_far_off", "zip_bomb": "zip_bomb", "workbook_other": "workbook_other"}


class TableUnreadableError(ValueError):
    """A file that is no table we can read; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def read_table(data: bytes, file_name: str) -> list[list[object]]:
    """Rows of the first sheet. Raises TableUnreadableError(zip_bomb, not_a_table, workbook_other, cell_far_off,
    encoding, empty, too_large).
    """
    rows = _read_excel(data) if is_workbook(data) else _read_csv(data)
    if not any(any(cell not in ("", None) for cell in row) for row in rows):
        raise TableUnreadableError("empty")
    if sum(len(row) for row in rows) > MOST_CELLS:
        raise TableUnreadableError("too_large")
    return rows


def _read_excel(data: bytes) -> list[list[object]]:
    try:
        _, rows = next(read_sheets(data, MOST_UNZIPPED), ("", []))
    except FileRefusedError as error:
        raise TableUnreadableError(_CAUSES.get(error.code, "not_a_table")) from error
    return rows


def _read_csv(data: bytes) -> list[list[object]]:
    text = _decode(data)
    try:
        dialect = csv.Sniffer().sniff(text[:4000], delimiters=",;\t")
    except csv.Error:
        dialect = csv.excel
    try:
        return [list(row) for row in csv.reader(io.StringIO(text, newline=""), dialect)]
    except csv.Error as error:
        # One cell without end, or a quote that never closes.
        raise TableUnreadableError("not_a_table") from error


def _decode(data: bytes) -> str:
    """BOMs first, then strict UTF-8, then GB18030: a rule that explains itself instead of a guess."""
    if b"\0" in data[:1000] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise TableUnreadableError("not_a_table")
    encodings = ["utf-16"] if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise TableUnreadableError("encoding")


def write_excel(
    sheets: dict[str, list[list[object]]], *, text_columns: int = 40, notes: list[str] | None = None
) -> bytes:
    """A workbook: first row bold and frozen; texts are texts, so that no formula is run, numbers are numbers."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "default_date_format": "yyyy-mm-dd",
        },
    )
    # The hour of writing would make the same rows another file each time.
    book.set_properties({"created": datetime(2000, 1, 1, tzinfo=UTC)})
    head, text, figure = (
        book.add_format({"bold": True, "bg_color": "#E6EFFA", "border": 1}),
        book.add_format({"num_format": "@"}),
        # Without a format of its own a number takes the text format of its column, and nobody can add it up.
        book.add_format({"num_format": "General", "align": "right"}),
    )
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name[:31])
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, text_columns, 18, text)
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, str):
                    sheet.write_string(number, column, value, head if number == 0 else text)
                elif value is not None:
                    own = figure if isinstance(value, int | float) else None
                    sheet.write(number, column, value, head if number == 0 else own)
    if notes:
        sheet = book.add_worksheet("填写说明")
        sheet.set_column(0, 0, 90)
        for number, line in enumerate(notes):
            sheet.write_string(number, 0, line)
    book.close()
    return buffer.getvalue()
