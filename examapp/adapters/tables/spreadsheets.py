"""Tables in and out: Excel by calamine and XlsxWriter, CSV in UTF-8 or GB18030; formulas are neutralised."""

import csv
import io
from datetime import UTC, datetime

import xlsxwriter

from examapp.adapters.tables.refusals import FileRefusedError
from examapp.adapters.tables.web_tables import is_web_page, read_web_tables
from examapp.adapters.tables.workbooks import OLE, is_workbook, read_all_sheets

MOST_CELLS = 2_000_000
MOST_UNZIPPED = 100 * 1024 * 1024
_CAUSES = {
    "sheet_too_large": "cell_far_off",
    "zip_bomb": "zip_bomb",
    "zip_locked": "zip_locked",
    "workbook_other": "workbook_other",
}
_DIVIDERS = (",", "\t", ";", "|", "\x1f", "，", "；", "^", "~", "#")
_LOCKED = "EncryptedPackage".encode("utf-16-le")


class TableUnreadableError(ValueError):
    """A file that is no table we can read; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def read_table(data: bytes, file_name: str) -> list[list[object]]:
    """Rows of the first sheet. Raises TableUnreadableError as `read_sheets_of`."""
    return read_sheets_of(data, file_name)[0][1]


def read_sheets_of(data: bytes, file_name: str) -> list[tuple[str, list[list[object]], bool]]:
    """Name, rows and whether it is hidden of every sheet, or of every table of a web page; merged cells are filled.

    Raises TableUnreadableError(zip_bomb, zip_locked, not_a_table, workbook_other, cell_far_off, encoding, empty,
    too_large).
    """
    if is_workbook(data):
        sheets = _read_excel(data)
    elif is_web_page(data):
        tables = read_web_tables(data)
        sheets = [(f"表 {place}", rows, False) for place, rows in enumerate(tables, start=1)]
    else:
        sheets = [("", _read_csv(data), False)]
    filled = any(cell not in ("", None) for _, rows, _ in sheets for row in rows for cell in row)
    if not filled:
        raise TableUnreadableError("empty")
    if sum(len(row) for _, rows, _ in sheets for row in rows) > MOST_CELLS:
        raise TableUnreadableError("too_large")
    return sheets


def _read_excel(data: bytes) -> list[tuple[str, list[list[object]], bool]]:
    if data[:8] == OLE and _LOCKED in data:
        # An .xlsx with a password is an old Office container around the encrypted one.
        raise TableUnreadableError("zip_locked")
    try:
        return list(read_all_sheets(data, MOST_UNZIPPED))
    except FileRefusedError as error:
        raise TableUnreadableError(_CAUSES.get(error.code, "not_a_table")) from error


def _read_csv(data: bytes) -> list[list[object]]:
    """Divided by whatever divides most lines alike; three strokes in a row are one divider."""
    text = _decode(data).replace("|||", "\x1f")
    try:
        return [list(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=_divider_of(text))]
    except csv.Error as error:
        # One cell without end, or a quote that never closes.
        raise TableUnreadableError("not_a_table") from error


def _divider_of(text: str) -> str:
    """The sign that most of the first lines hold equally often, and more than the others do."""
    lines = [line for line in text[:20_000].splitlines()[:30] if line.strip()]
    best, most = ",", 0
    for sign in _DIVIDERS:
        counts = [line.count(sign) for line in lines]
        usual = max(set(counts), key=lambda count: (counts.count(count) * bool(count), count), default=0)
        weight = counts.count(usual) * min(usual, 12)
        if weight > most:
            best, most = sign, weight
    return best


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
