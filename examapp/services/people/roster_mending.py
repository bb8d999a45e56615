"""Rows of a roster that are at fault: mended cell by cell in the page, or fetched as an Excel; what a column is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from examapp.adapters.tables.spreadsheets import write_excel
from examapp.domain.errors import DomainError
from examapp.domain.id_documents import DocumentKind, mask_document, plain_document, tail_of
from examapp.domain.permissions import Actor
from examapp.domain.rosters import COLUMNS
from examapp.domain.table_headers import Gathered
from examapp.domain.tables import Place, Sheet, TableReading, clean
from examapp.models.audit import FileImport
from examapp.services.core import file_imports
from examapp.services.core.ports import Ports
from examapp.services.people.roster_imports import compare, get_import, raw_of, read_for

SHOWN_BAD, SHOWN_GOOD, SHOWN_CELLS = 50, 200, 3
# Where the fault lies between a row and another one, any of these may be the wrong cell.
_BETWEEN_ROWS = ("id_two_names", "double_row", "name_on_roster")
# What the report says of the file, which rows that are read again do not show.
_OF_THE_FILE = ("ignored_columns", "sample_rows", "unused", "unused_count")
_WHO = ("name", "id_number", "started_on")


@dataclass(frozen=True)
class BadCell:
    """A cell to mend: its field, the name of its column, what stands in it, and its faults as (code, data)."""

    name: str
    label: str
    text: str
    faults: list[tuple[str, dict]] = field(default_factory=list)


@dataclass(frozen=True)
class BadRow:
    """A row at fault: its number among those, its sheet and number there, the cells to mend, the others in words."""

    key: int
    sheet: str
    number: int
    cells: list[BadCell]
    others: list[tuple[str, str]]


def list_bad_rows(kept: FileImport, ports: Ports, *, most: int = SHOWN_BAD) -> list[BadRow]:
    """The first of the rows that wait for their mend. A number is shown whole only where it is to be mended."""
    faults: dict[tuple[str, int], dict[str, list]] = {}
    for fault in kept.report["faults"]:
        if "row" in fault:
            by_name = faults.setdefault((fault["sheet"], fault["row"]), {})
            by_name.setdefault(fault["name"], []).append((fault["code"], fault))
    rows = file_imports.open_rows(kept, ports).get("bad", [])
    return [_describe(key, row, faults.get((row[0], row[1]), {})) for key, row in enumerate(rows[:most])]


def _describe(key: int, row: Sequence, faults: Mapping[str, list]) -> BadRow:
    sheet, number, _, cells = row
    codes = {code for found in faults.values() for code, _ in found}
    wrong = set(faults) | (set(_WHO) if codes & set(_BETWEEN_ROWS) else set())
    to_mend = [
        BadCell(name, COLUMNS[name][0], shown_cell(cells.get(name)), faults.get(name, []))
        for name in COLUMNS
        if name in wrong
    ]
    others = [
        (COLUMNS[name][0], _masked(clean(cells[name])) if name == "id_number" else shown_cell(cells[name]))
        for name in COLUMNS
        if name not in wrong and clean(cells.get(name))
    ]
    return BadRow(key, sheet, number, to_mend, others)


def _masked(number: str) -> str:
    return mask_document(DocumentKind.mainland_id, tail_of(number))


def shown_cell(value: object) -> str:
    """What a page shows of a cell; a number that lost its end is shown as one."""
    if isinstance(value, float) and abs(value) >= 10**15:
        return f"{value:.5E}"
    return clean(value)


def list_good_rows(kept: FileImport, ports: Ports) -> list[dict]:
    """Who would be taken: name, masked number, role, posts, days; the first of them."""
    rows = file_imports.open_rows(kept, ports)["rows"][:SHOWN_GOOD]
    return [
        {
            **row,
            "id_number": mask_document(row.get("document_kind"), tail_of(row["id_number"])),
            "posts": row["posts"],
        }
        for row in rows
    ]


def mend_rows(
    import_id: int,
    changes: Mapping[int, Mapping[str, str]],
    *,
    actor: Actor,
    now: datetime,
    ports: Ports,
) -> FileImport:
    """Put new texts into cells of bad rows (by their `key`) and read all rows again; what is right joins the good ones.

    A text that says what stood there changes nothing. Raises state_conflict.
    """
    kept = get_import(actor, import_id)
    sealed = file_imports.open_rows(kept, ports)
    bad = [list(row) for row in sealed.get("bad", [])]
    for key, texts in changes.items():
        if 0 <= key < len(bad):
            cells = bad[key][3]
            changed = {name: text for name, text in texts.items() if text != shown_cell(cells.get(name))}
            bad[key][3] = {**cells, **{name: text for name, text in changed.items() if name in COLUMNS}}
    raw = [_row_of(row) for row in [*sealed.get("good", []), *bad]]
    if not raw:
        raise DomainError("state_conflict")
    raw.sort(key=lambda row: (row[0].sheet, row[0].number))
    reading = read_for(kept.enterprise_id, Gathered(raw), now=now, ports=ports)
    return _keep(kept, reading, "roster.mended", actor=actor, now=now, ports=ports, carried=_OF_THE_FILE)


def _row_of(row: Sequence) -> tuple[Place, dict]:
    sheet, number, columns, cells = row
    return Place(number, sheet, columns), cells


def _keep(
    kept: FileImport,
    reading: TableReading,
    act: str,
    *,
    actor: Actor,
    now: datetime,
    ports: Ports,
    sheets: Sequence[Sheet] = (),
    carried: Sequence[str] = (),
) -> FileImport:
    file_imports.keep_again(
        kept,
        reading,
        act,
        compare=lambda good: compare(good, kept.enterprise_id, ports),
        actor=actor,
        now=now,
        ports=ports,
        more=raw_of(reading, sheets),
        carried=("taken", *carried),
    )
    return get_import(actor, kept.id)


def list_columns(kept: FileImport, ports: Ports) -> list[tuple[int, str, list[str]]]:
    """Columns of the first sheet that could not be read: place from 0, letters or head, and some of its cells."""
    sheets = [sheet for sheet in file_imports.open_rows(kept, ports).get("sheets", []) if not sheet[2]]
    rows = next((rows for _, rows, _ in sheets if any(any(map(clean, row)) for row in rows)), [])
    filled = [row for row in rows if sum(bool(clean(cell)) for cell in row) > 1][: SHOWN_CELLS + 1]
    width = max(map(len, filled), default=0)
    columns = [(place, [_sample(row[place]) for row in filled if place < len(row)]) for place in range(width)]
    return [(place, cells[0] if cells else "", cells[1:]) for place, cells in columns]


def _sample(cell: object) -> str:
    """A cell as an example of its column; long numbers (documents, telephones) show their last four only."""
    text = clean(cell)
    number = plain_document(text)
    return f"****{number[-4:]}" if sum(sign.isdigit() for sign in number) > 10 else text


def choose_columns(
    import_id: int, chosen: Mapping[int, str], *, actor: Actor, now: datetime, ports: Ports
) -> FileImport:
    """Somebody said what the columns are (place from 0 -> field): the file is read again so. Raises state_conflict."""
    kept = get_import(actor, import_id)
    sheets = [Sheet(*sheet) for sheet in file_imports.open_rows(kept, ports).get("sheets", [])]
    if not sheets:
        raise DomainError("state_conflict")
    chosen = {place: name for place, name in chosen.items() if name in COLUMNS}
    reading = read_for(kept.enterprise_id, sheets, now=now, ports=ports, chosen=chosen)
    return _keep(kept, reading, "roster.columns_chosen", actor=actor, now=now, ports=ports, sheets=sheets)


def make_bad_rows_file(kept: FileImport, ports: Ports, sentences: Mapping[int, str]) -> bytes:
    """An Excel of the bad rows alone, with what is wrong (by the row's `key`); it may be mended and sent in again."""
    rows = file_imports.open_rows(kept, ports).get("bad", [])
    table = [[*(names[0] for names in COLUMNS.values()), "问题和改法"]]
    for key, (_, _, _, cells) in enumerate(rows):
        table.append([*(shown_cell(cells.get(name)) for name in COLUMNS), sentences.get(key, "")])
    return write_excel({"要改的行": table})
