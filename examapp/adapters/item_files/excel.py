"""Excel .xlsx and .xls by calamine, every sheet; CSV in any usual encoding."""

import csv
import io
import zipfile
from collections import Counter
from collections.abc import Collection
from dataclasses import replace

from examapp.adapters.item_files.directions import NO_DIRECTIONS, Directions
from examapp.adapters.item_files.drafts import Place, Problem, ReadResult, Unused
from examapp.adapters.item_files.headers import find_header, infer_header
from examapp.adapters.item_files.side_by_side import AnswerSheet, answer_sheet_of
from examapp.adapters.item_files.tables import Progress, read_grid
from examapp.adapters.tables.refusals import FileRefusedError
from examapp.adapters.tables.sheet_sizes import MOST_CELLS
from examapp.adapters.tables.workbooks import MOST_SHEETS, Sheet, read_workbook

# A text is a table when this share of its lines has the same number of cells.
_SHARE, _LEAST_ROWS, _LEAST_COLUMNS = 0.8, 2, 3


def read_excel(
    name: str, content: bytes, progress: Progress | None = None, directions: Directions = NO_DIRECTIONS
) -> ReadResult:
    """Drafts of all sheets that have a header. Raises FileRefusedError(those of read_workbook)."""
    result = ReadResult("xlsx" if content[:2] == b"PK" else "xls")
    cells = 0
    if content[:2] == b"PK" and len(_parts(content, "xl/worksheets/")) > MOST_SHEETS:
        raise FileRefusedError("too_many_sheets", most=MOST_SHEETS)
    sheets = []
    for sheet in read_workbook(content):
        cells += len(sheet.rows) * max(map(len, sheet.rows), default=0)
        if cells > MOST_CELLS:
            raise FileRefusedError("sheet_too_large", sheet=sheet.name, cell="")
        sheets.append(sheet)
    answers = answer_sheet_of(sheets)
    for index, sheet in enumerate(sheets):
        told = _shifted(progress, len(result.drafts))
        result.add(read_grid(name, sheet, index=index, directions=directions, progress=told, answers=answers))
    if answers is not None:
        _tell_answers(name, answers, result)
    if content[:2] == b"PK":
        used = {one.path for sheet in sheets for one in sheet.pictures if one.used}
        result.unused += pictures_of(name, content, used)
    return result


def _tell_answers(name: str, answers: AnswerSheet, result: ReadResult) -> None:
    """The answers of the sheet are counted; those without a question are told."""
    result.counts = replace(result.counts, answers=result.counts.answers + len(answers.answers))
    result.unused += [
        Unused(Place(name, answers.name), "listed_answer", f"{number}. {answer}")
        for number, answer in answers.answers.items()
        if number not in answers.used
    ]


def pictures_of(name: str, content: bytes, used: Collection[str]) -> list[Unused]:
    """The pictures of a workbook that no item has."""
    return [
        Unused(Place(name), "picture", path.rpartition("/")[2][:60])
        for path in _parts(content, "xl/media/")
        if path not in used
    ]


def _parts(content: bytes, folder: str) -> list[str]:
    """The files of a folder of the workbook, without those of folders in it."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return [
                path
                for path in archive.namelist()
                if path.rpartition("/")[0] + "/" == folder and path != folder
            ]
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError, OSError):
        # Whoever opens it next says what is wrong with it.
        return []


def _shifted(progress: Progress | None, before: int) -> Progress | None:
    return (lambda done: progress(before + done)) if progress else None


def find_table(text: str) -> list[list[str]] | None:
    """The rows when a text is a table of questions with , ; tab or | between its cells, else None."""
    if "|||" in text and (rows := _tripled(text)) is not None:
        return rows
    for sign in ",\t;|^~#，；\x1f":
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


def _tripled(text: str) -> list[list[str]] | None:
    """Cells parted by |||, with a header or without."""
    rows = [line.split("|||") for line in text.split("\n") if line.strip()]
    if find_header(rows[:25]) is not None or infer_header(rows) is not None:
        return rows
    return None


def plain_table(text: str) -> list[list[str]] | None:
    """The rows when nearly all lines have the same number of cells, three at least, by a usual sign; else None."""
    lines = [line for line in text.split("\n") if line.strip()]
    for sign in ("|||", "\t", ",", ";", "|", "^", "，"):
        if len(lines) < _LEAST_ROWS or sum(sign in line for line in lines) < len(lines) * _SHARE:
            continue
        try:
            rows = (
                list(csv.reader(io.StringIO(text, newline=""), delimiter=sign))
                if len(sign) == 1
                else [line.split(sign) for line in lines]
            )
        except csv.Error:
            continue
        widths = Counter(len(row) for row in rows if row)
        width, count = widths.most_common(1)[0]
        if width >= _LEAST_COLUMNS and count >= sum(widths.values()) * _SHARE:
            return rows
    return None


def read_csv(
    name: str, rows: list[list[str]], progress: Progress | None = None, directions: Directions = NO_DIRECTIONS
) -> ReadResult:
    """Drafts of a CSV's rows; a sign that kept Excel from running a cell as a formula is taken off again."""
    if sum(map(len, rows)) > MOST_CELLS:
        raise FileRefusedError("sheet_too_large", sheet="", cell="")
    bare = [[bared(cell) for cell in row] for row in rows]
    found = read_grid(name, Sheet("", bare), form="csv", directions=directions, progress=progress)
    if not found.drafts and not found.problems:
        found.problems.append(Problem(Place(name), "nothing_found"))
    return found


def guarded(cell: str) -> str:
    """A cell that no spreadsheet runs: ' before = + - @ and controls."""
    return "'" + cell if cell.lstrip("'")[:1] in ("=", "+", "-", "@", "\t", "\r") and cell else cell


def bared(cell: str) -> str:
    """The cell before `guarded`; ="12" is what programs write that want a text and no number."""
    if cell[:2] == '="' and len(cell) > 3 and cell[-1:] == '"' and '"' not in cell[2:-1]:
        return cell[2:-1]
    return (
        cell[1:]
        if cell[:1] == "'" and cell.lstrip("'")[:1] in ("=", "+", "-", "@", "\t", "\r") and cell.lstrip("'")
        else cell
    )
