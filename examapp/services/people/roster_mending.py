"""Rows of a roster that are at fault: mended cell by cell in the page, or fetched as an Excel."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from examapp.adapters.tables.spreadsheets import write_excel
from examapp.domain.errors import DomainError
from examapp.domain.id_documents import DocumentKind, mask_document, tail_of
from examapp.domain.permissions import Actor
from examapp.domain.rosters import COLUMNS
from examapp.domain.table_headers import Gathered
from examapp.domain.tables import Place, TableReading, clean
from examapp.models.audit import FileImport
from examapp.services.core import file_imports
from examapp.services.core.ports import Ports
from examapp.services.people.roster_comparisons import compare
from examapp.services.people.roster_imports import get_import, raw_of, read_for
from question_bank.model import Role

SHOWN_BAD, SHOWN_GOOD = 50, 200
# Where the fault lies between a row and another one, any of these may be the wrong cell.
_BETWEEN_ROWS = ("id_two_names", "double_row", "stay_two_days", "name_on_roster")
# A number that may be right on another document.
_OF_OTHER_DOCUMENTS = ("id_length", "id_form", "id_character", "document_unknown")
_WORDS = {
    "role": tuple(role.label for role in Role),
    "kind": ("本单位", "劳务派遣", "外包"),
    "document_kind": tuple(kind.label for kind in DocumentKind),
}
# What the report says of the file, which rows that are read again do not show.
_OF_THE_FILE = ("ignored_columns", "sample_rows", "unused", "unused_count")
_WHO = ("name", "id_number", "started_on")
# What people said of the file, and the file itself: kept beside its rows until they are taken.
_SAID = ("sheets", "chosen", "whole", "mended", "dropped")


@dataclass(frozen=True)
class BadCell:
    """A cell to mend: its field, the name of its column, what stands in it, and its faults as (code, data)."""

    name: str
    label: str
    text: str
    faults: list[tuple[str, dict]] = field(default_factory=list)

    @property
    def words(self) -> Sequence[str]:
        """The words that may stand in it, where there are only so many."""
        return _WORDS.get(self.name, ())


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
    if codes & set(_OF_OTHER_DOCUMENTS):
        wrong.add("document_kind")
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
    if not any(sign.isdigit() for sign in number):
        return number
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
    dropped: Collection[tuple[str, int]] = (),
    actor: Actor,
    now: datetime,
    ports: Ports,
) -> FileImport:
    """Put new texts into cells of bad rows (by their `key`) and read all rows again; what is right joins the good ones.

    Bad rows that are nobody (`dropped`: sheet and number) leave the list, and can be put back. A text that says
    what stood there changes nothing. Raises state_conflict.
    """
    kept = get_import(actor, import_id)
    sealed = file_imports.open_rows(kept, ports)
    bad = [list(row) for row in sealed.get("bad", [])]
    mended = sealed.get("mended", [])
    for key, texts in changes.items():
        if 0 <= key < len(bad):
            sheet, number, _, cells = bad[key]
            known = {name: text for name, text in texts.items() if name in COLUMNS}
            changed = {name: text for name, text in known.items() if text != shown_cell(cells.get(name))}
            bad[key][3] = {**cells, **changed}
            mended = [*mended, [sheet, number, changed]] if changed else mended
    if not (sealed.get("good") or bad):
        raise DomainError("state_conflict")
    out = [row for row in bad if (row[0], row[1]) in dropped]
    rows = [*sealed.get("good", []), *(row for row in bad if row not in out)]
    sealed = {**sealed, "mended": mended, "dropped": [*sealed.get("dropped", []), *out]}
    facts = {"dropped": [str(row_of(row)[0]) for row in out]} if out else {}
    return _read_again(kept, rows, sealed, "roster.mended", facts=facts, actor=actor, now=now, ports=ports)


def list_dropped_rows(kept: FileImport, ports: Ports) -> list[BadRow]:
    """Rows that somebody said are nobody, in words."""
    rows = file_imports.open_rows(kept, ports).get("dropped", [])
    return [_describe(key, row, {}) for key, row in enumerate(rows)]


def restore_row(
    import_id: int, sheet: str, number: int, *, actor: Actor, now: datetime, ports: Ports
) -> FileImport:
    """Put a dropped row back and read all again; twice is once."""
    kept = get_import(actor, import_id)
    sealed = file_imports.open_rows(kept, ports)
    back = [row for row in sealed.get("dropped", []) if (row[0], row[1]) == (sheet, number)]
    if not back:
        return kept
    rows = [*sealed.get("good", []), *sealed.get("bad", []), *back]
    sealed = {**sealed, "dropped": [row for row in sealed["dropped"] if row not in back]}
    facts = {"row": str(row_of(back[0])[0])}
    return _read_again(
        kept, rows, sealed, "roster.row_restored", facts=facts, actor=actor, now=now, ports=ports
    )


def _read_again(
    kept: FileImport,
    rows: Sequence[Sequence],
    sealed: Mapping,
    act: str,
    *,
    facts: Mapping[str, object],
    actor: Actor,
    now: datetime,
    ports: Ports,
) -> FileImport:
    """Read rows that were found before; what people said of the file (`sealed`) stays beside them."""
    raw = sorted(map(row_of, rows), key=lambda row: (row[0].sheet, row[0].number))
    reading = read_for(kept.enterprise_id, Gathered(raw), now=now, ports=ports) if raw else TableReading()
    return keep_read(
        kept, reading, sealed, act, facts=facts, actor=actor, now=now, ports=ports, carried=_OF_THE_FILE
    )


def row_of(row: Sequence) -> tuple[Place, dict]:
    """A row as it is kept: its place and its cells."""
    sheet, number, columns, cells = row
    return Place(number, sheet, columns), cells


def keep_read(
    kept: FileImport,
    reading: TableReading,
    sealed: Mapping,
    act: str,
    *,
    actor: Actor,
    now: datetime,
    ports: Ports,
    carried: Sequence[str] = (),
    facts: Mapping[str, object] = MappingProxyType({}),
) -> FileImport:
    """Keep what was read anew, and what people said of the file beside it. Raises state_conflict."""
    file_imports.keep_again(
        kept,
        reading,
        act,
        compare=lambda good: compare(good, kept.enterprise_id, ports),
        actor=actor,
        now=now,
        ports=ports,
        more={**raw_of(reading), **{name: sealed[name] for name in _SAID if name in sealed}},
        carried=("taken", *carried),
        facts=facts,
    )
    return get_import(actor, kept.id)


def make_bad_rows_file(kept: FileImport, ports: Ports, sentences: Mapping[int, str]) -> bytes:
    """An Excel of the bad rows alone, with what is wrong (by the row's `key`); it may be mended and sent in again."""
    rows = file_imports.open_rows(kept, ports).get("bad", [])
    table = [[*(names[0] for names in COLUMNS.values()), "问题和改法"]]
    for key, (_, _, _, cells) in enumerate(rows):
        table.append([*(shown_cell(cells.get(name)) for name in COLUMNS), sentences.get(key, "")])
    return write_excel({"要改的行": table})
