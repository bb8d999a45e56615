"""What a column of a roster is, and what holds of everybody on it: said in the page, then the file is read anew."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from examapp.domain.errors import DomainError
from examapp.domain.header_rows import MappedTable, table_to_map
from examapp.domain.id_documents import plain_document
from examapp.domain.permissions import Actor
from examapp.domain.rosters import COLUMNS, REQUIRED, WHOLE
from examapp.domain.table_headers import Gathered
from examapp.domain.tables import Sheet, TableReading, clean
from examapp.models.audit import FileImport
from examapp.services.core import file_imports
from examapp.services.core.ports import Ports
from examapp.services.people.roster_imports import get_import, plain_row, read_for
from examapp.services.people.roster_mending import keep_read

SHOWN_CELLS = 3


def list_columns(kept: FileImport, ports: Ports) -> list[tuple[int, str, list[str]]]:
    """Columns of the sheet that may be named: place from 0, head, and some of its cells; none once rows were taken."""
    table = _table(file_imports.open_rows(kept, ports))
    filled = [row for row in table.rows if sum(bool(clean(cell)) for cell in row) > 1][:SHOWN_CELLS]
    width = max(map(len, [table.heads, *filled]), default=0)
    heads = [*table.heads, *[""] * width]
    return [
        (place, heads[place], [_sample(row[place]) for row in filled if place < len(row)])
        for place in range(width)
        if heads[place] or any(clean(row[place]) for row in table.rows if place < len(row))
    ]


def _table(sealed: Mapping) -> MappedTable:
    return table_to_map([Sheet(*sheet) for sheet in sealed.get("sheets", [])], COLUMNS, REQUIRED)


def _sample(cell: object) -> str:
    """A cell as an example of its column; long numbers (documents, telephones) show their last four only."""
    text = clean(cell)
    number = plain_document(text)
    return f"****{number[-4:]}" if sum(sign.isdigit() for sign in number) > 10 else text


def said_of(kept: FileImport, ports: Ports) -> tuple[dict[int, str], dict[str, str]]:
    """What the columns are (place -> field): as somebody said, else as the heads say; and what holds of everybody."""
    sealed = file_imports.open_rows(kept, ports)
    chosen = sealed.get("chosen", _table(sealed).guesses)
    columns = {int(place): name for place, name in chosen.items()}
    return columns, sealed.get("whole", {})


def choose_columns(
    import_id: int,
    chosen: Mapping[int, str],
    *,
    whole: Mapping[str, str] | None = None,
    actor: Actor,
    now: datetime,
    ports: Ports,
) -> FileImport:
    """Somebody said what the columns are (place from 0 -> field), and what holds of everybody (`whole`, for a list
    without that column): the file is read again so, cells that were mended stay mended. Raises state_conflict.
    """
    kept = get_import(actor, import_id)
    sealed = file_imports.open_rows(kept, ports)
    sheets = [Sheet(*sheet) for sheet in sealed.get("sheets", [])]
    if not sheets:
        raise DomainError("state_conflict")
    chosen = {place: name for place, name in chosen.items() if name in COLUMNS}
    whole = {name: text for name, text in (whole or {}).items() if name in WHOLE and text}
    reading = read_for(kept.enterprise_id, sheets, now=now, ports=ports, chosen=chosen, whole=whole)
    said = {**sealed, "chosen": {str(place): name for place, name in chosen.items()}, "whole": whole}
    out = {(row[0], row[1]) for row in sealed.get("dropped", [])}
    said["dropped"] = [plain_row(*row) for row in reading.raw if (row[0].sheet, row[0].number) in out]
    rows = _with_mends(reading, sealed)
    if rows is not None:
        again = read_for(kept.enterprise_id, Gathered(rows), now=now, ports=ports)
        again.faults += [
            fault for fault in reading.faults if fault.place is None and fault not in again.faults
        ]
        again.unused, again.ignored_columns = reading.unused, reading.ignored_columns
        again.sample_rows = reading.sample_rows
        reading = again
    act = "roster.columns_chosen"
    return keep_read(
        kept, reading, said, act, actor=actor, now=now, ports=ports, facts={"whole": whole} if whole else {}
    )


def _with_mends(reading: TableReading, sealed: Mapping) -> Sequence | None:
    """The rows with what was mended in them and without those that are nobody; None when nothing is changed."""
    mended, dropped = sealed.get("mended", []), {(row[0], row[1]) for row in sealed.get("dropped", [])}
    if not (mended or dropped) or not reading.raw:
        return None
    texts: dict[tuple[str, int], dict[str, str]] = {}
    for sheet, number, changed in mended:
        texts.setdefault((sheet, number), {}).update(changed)
    rows = [(place, (place.sheet, place.number), cells) for place, cells in reading.raw]
    return [(place, {**cells, **texts.get(key, {})}) for place, key, cells in rows if key not in dropped]
