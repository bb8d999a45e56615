"""Finding the rows of a table: its header wherever it stands, all sheets, and a list of everything that is no row.

Nothing of a file vanishes: each row is given to the reader, or stands among the parts that are not used.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from examapp.domain.header_rows import (
    SHOWN_WORDS,
    Found,
    Names,
    Row,
    chosen_header,
    find_header,
    plain_head,
    reads_itself,
    table_to_map,
)
from examapp.domain.tables import (
    NOTES_SHEET,
    SAMPLE,
    CellFault,
    Columns,
    Place,
    Sheet,
    TableReading,
    Unused,
    clean,
)

_NOTHING: Mapping[str, str] = MappingProxyType({})
_FOOTER = re.compile(
    r"(?:合计|小计|总计|共计|共\s*\d+\s*人|制表|填表|填报|审核|审批|复核|经办|负责人签|签字|签名|盖章|单位.{0,4}盖章|备注|说明|注意|注[:：]|注$|日期[:：])"
)
# The end of a table whatever cells its words were spread over (a web page's colspan, a count beside the word).
_END = re.compile(
    r"(?:合计|小计|总计|共计|共)\s*[:：]?\s*\d*\s*[人名条行页个位]?(?:[,，、;；\s]*第?.{0,8}页)?|第\s*\d+\s*页.{0,12}"
)


@dataclass(frozen=True)
class Gathered:
    """Rows that were found before and go through the reading again, some of them changed by hand."""

    raw: Sequence[tuple[Place, dict]]


def open_table(
    source: Sequence[Sheet] | Gathered,
    names: Names,
    required: Sequence[str],
    *,
    sample_values: frozenset[str] = frozenset(),
    chosen: Mapping[int, str] | None = None,
    whole: Mapping[str, str] = _NOTHING,
) -> tuple[Columns, list[tuple[Place, dict]]] | TableReading:
    """Columns and all rows below the headers, or a reading that says what the header lacks.

    `chosen` (column from 0 -> field) is what somebody said of the columns; it replaces the header. `whole` (field ->
    text) is what somebody said of all rows: it stands in every row of a sheet without that column. The first of
    `required` says what a row is about: where it begins with 样例 the row is the template's and left out. A row of
    somebody's own that still holds something of the sample (also one of `sample_values`) is at fault there.
    """
    reading = TableReading()
    columns = Columns(names, reading)
    if isinstance(source, Gathered):
        reading.raw = list(source.raw)
    else:
        missing = _gather(source, columns, required, chosen, whole)
        if missing and not reading.raw:
            reading.faults += missing
            return reading
        reading.faults += missing
    _leave_samples_out(columns, required)
    for place, cells in reading.raw:
        _note_remains(place, cells, columns, sample_values)
    if not reading.raw:
        code = "only_samples" if reading.sample_rows else "no_rows"
        reading.faults.append(CellFault("", names[required[0]][0], code))
    return columns, reading.raw


def _gather(
    sheets: Sequence[Sheet],
    columns: Columns,
    required: Sequence[str],
    chosen: Mapping[int, str] | None,
    whole: Mapping[str, str],
) -> list[CellFault]:
    """Put every row of every sheet where it belongs; gives what headers lack."""
    reading, missing = columns.reading, []
    mapped = table_to_map(sheets, columns.names, required)
    filled = [sheet for sheet in sheets if any(clean(cell) for row in sheet.rows for cell in row)]
    reading.unused += [_of_sheet(sheet, "notes", quiet=True) for sheet in filled if sheet.name == NOTES_SHEET]
    filled = [sheet for sheet in filled if sheet.name != NOTES_SHEET]
    for sheet in filled:
        if sheet.hidden:
            reading.unused.append(_of_sheet(sheet, "sheet_hidden"))
            continue
        found = find_header(sheet, columns.names, required)
        if chosen and not reads_itself(found, required, mapped.heads):
            found = chosen_header(sheet, columns.names, chosen, with_header=mapped.has_header)
        if found is None:
            reading.unused.append(_of_sheet(sheet, "sheet_without_header"))
            continue
        lacking = [name for name in required if name not in found.places and name not in whole]
        if lacking:
            where = str(Place(found.header + 1, sheet.name if len(filled) > 1 else ""))
            missing += [CellFault(where, columns.names[name][0], "column_missing") for name in lacking]
            reading.unused.append(_of_sheet(sheet, "sheet_lacks_columns"))
            continue
        _take_rows(found, columns, required, whole, sheet.name if len(filled) > 1 else "")
    if not reading.raw and not missing:
        shown = "、".join(columns.names[name][0] for name in required)
        missing.append(CellFault("A1", "", "header_missing", shown))
    return missing


def _of_sheet(sheet: Sheet, why: str, *, quiet: bool = False) -> Unused:
    filled = [row for row in sheet.rows if any(clean(cell) for cell in row)]
    return Unused(sheet.name, f"{len(filled)} 行：{_words(filled[0])}", why, quiet)


def _words(row: Row) -> str:
    return " ".join(dict.fromkeys(filter(None, map(clean, row))))[:SHOWN_WORDS]


def _heads(row: Row) -> list[str]:
    heads = [plain_head(cell) for cell in row]
    while heads and not heads[-1]:
        heads.pop()
    return heads


def _take_rows(
    found: Found, columns: Columns, required: Sequence[str], whole: Mapping[str, str], sheet_name: str
) -> None:
    reading, rows = columns.reading, found.sheet.rows
    heads = [_heads(row) for row in rows[max(found.header - 1, 0) : found.header + 1]]
    for number, row in enumerate(rows, start=1):
        place = Place(number, sheet_name, found.places)
        cells = {name: row[column] for name, column in found.places.items() if column < len(row)}
        if not any(clean(cell) for cell in row) or number == found.header + 1:
            continue
        why = "title" if number <= found.header else _why_no_row(row, cells, heads, required)
        if why:
            quiet = why != "no_known_column"
            reading.unused.append(Unused(str(place), _words(row), why, quiet))
        else:
            said = {name: text for name, text in whole.items() if name not in found.places}
            reading.raw.append((place, {**said, **cells}))
    for head in found.ignored:
        if head not in reading.ignored_columns:
            reading.ignored_columns.append(head)


def _why_no_row(
    row: Row, cells: Mapping[str, object], heads: Sequence[Sequence[str]], required: Sequence[str]
) -> str:
    first = next(filter(None, map(clean, row)))
    if any(plain_head(first) in known for known in heads) and _heads(row) in heads:
        return "header_again"
    if not any(clean(cell) for cell in cells.values()):
        filled = [clean(cell) for cell in row if clean(cell)]
        if _FOOTER.match(first):
            return "footer"
        return "number_only" if len(filled) == 1 and filled[0].isdigit() else "no_known_column"
    words = {clean(cell) for cell in row if clean(cell)}
    if (
        len(words) <= 2
        and _END.fullmatch(first)
        and not any(sum(map(str.isdigit, word)) > 8 for word in words)
    ):
        return "footer"
    if _FOOTER.match(first) and sum(bool(clean(cells.get(name))) for name in required) <= 1:
        return "footer"
    return ""


def _leave_samples_out(columns: Columns, required: Sequence[str]) -> None:
    reading, own = columns.reading, []
    for place, cells in reading.raw:
        if clean(cells.get(required[0])).startswith(SAMPLE):
            reading.sample_rows.append(place.number)
        else:
            own.append((place, cells))
    reading.raw = own


def _note_remains(place: Place, cells: dict, columns: Columns, sample_values: frozenset[str]) -> None:
    for name in cells:
        text = clean(cells[name])
        if text.startswith(SAMPLE) or text.upper() in sample_values:
            columns.fault(place, name, "sample_left")
