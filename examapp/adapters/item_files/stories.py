"""A document of paragraphs and tables, whatever program wrote it: tables of questions, and typed text."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from examapp.adapters.item_files.directions import NO_DIRECTIONS, Directions
from examapp.adapters.item_files.drafts import ReadResult
from examapp.adapters.item_files.headers import find_header, infer_header
from examapp.adapters.item_files.prose.answer_lists import listed_answers
from examapp.adapters.item_files.prose.reading import MOST_LINES, read_prose
from examapp.adapters.item_files.tables import read_grid
from examapp.adapters.item_files.texts import clean
from examapp.adapters.tables.refusals import FileRefusedError
from examapp.adapters.tables.sheet_sizes import MOST_CELLS
from examapp.adapters.tables.workbooks import Sheet


@dataclass(slots=True)
class Table:
    """Rows of cells; `merged` areas as in Sheet."""

    rows: list[list[str]] = field(default_factory=list)
    merged: list[tuple[tuple[int, int], tuple[int, int]]] = field(default_factory=list)


Block = str | Table
# Stands where a picture is that nobody reads: its item stops.
PICTURE_WORD = "〔图〕"


def read_story(
    name: str, blocks: Sequence[Block], *, form: str, directions: Directions = NO_DIRECTIONS
) -> ReadResult:
    """Drafts of a document's blocks from top to bottom. Raises FileRefusedError(sheet_too_large, too_many_lines)."""
    tables = [block for block in blocks if isinstance(block, Table)]
    if sum(len(row) for table in tables for row in table.rows) > MOST_CELLS:
        raise FileRefusedError("sheet_too_large", sheet="", cell="")
    asked = {at for at, table in enumerate(tables) if at in directions.sheets or _asks(table)}
    result = _read(name, blocks, asked, form, directions)
    if all(draft.stopped for draft in result.drafts) and len(asked) < len(tables):
        shaped = {at for at, table in enumerate(tables) if _shaped(table)}
        if shaped - asked:
            # Nothing is understood so far: a person may say what the columns of the tables are.
            return _read(name, blocks, asked | shaped, form, directions)
    return result


def _asks(table: Table) -> bool:
    return find_header(table.rows) is not None or infer_header(table.rows, numbered=True) is not None


def _shaped(table: Table) -> bool:
    return len(table.rows) > 1 and max(map(len, table.rows)) > 2


def _read(
    name: str, blocks: Sequence[Block], asked: set[int], form: str, directions: Directions
) -> ReadResult:
    grids: list[tuple[int, Table]] = []
    result = read_prose(name, list(_lines(blocks, asked, grids)), form=form, said=directions.lines)
    for at, table in grids:
        title = f"表 {at + 1}" if len(grids) > 1 else ""
        sheet = Sheet(title, table.rows, merged=tuple(table.merged))
        result.add(read_grid(name, sheet, index=at, directions=directions))
    return result


def _lines(blocks: Sequence[Block], asked: set[int], grids: list[tuple[int, Table]]) -> Iterator[str]:
    at = count = 0
    for block in blocks:
        if isinstance(block, str):
            lines = block.split("\n")
        elif at in asked:
            grids.append((at, block))
            lines, at = [], at + 1
        else:
            lines, at = _lines_of(block), at + 1
        count += len(lines)
        if count > MOST_LINES:
            raise FileRefusedError("too_many_lines", most=MOST_LINES)
        yield from lines


def _lines_of(table: Table) -> list[str]:
    """A table that is no table of questions: a list of answers, or words in cells."""
    told = listed_answers(table.rows)
    if told:
        return list(told)
    return [line for row in table.rows for cell in row if clean(cell) for line in cell.split("\n")]
