"""The header of a sheet: where it stands, what its heads say, and what somebody said of the columns."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from examapp.domain.tables import NOTES_SHEET, Sheet, clean

# A header stands above its rows; tables with more lines of instructions than this are not seen.
HEADER_ROWS = 60
SHOWN_WORDS = 60
Names = Mapping[str, Sequence[str]]
Row = Sequence[object]
# What people write around the name of a column: stars, notes in brackets, what is required, colons.
_NOTES = re.compile(r"[(\[【〔].*?[)\]】〕]|[*:：;；、.·]|(?:必填|选填|必须填写)$")


@dataclass
class Found:
    """One sheet with its header: the number of the row (from 0) and field -> column."""

    sheet: Sheet
    header: int
    places: dict[str, int]
    ignored: list[str] = field(default_factory=list)


def find_header(sheet: Sheet, names: Names, required: Sequence[str]) -> Found | None:
    """The row that names most fields."""
    known = _known_heads(names)
    best, most = best_row(sheet, known)
    if best < 0 or (most < 3 and len(names) > 2 and required[0] not in _match(sheet, best, known).places):
        return None
    return _match(sheet, best, known)


def _known_heads(names: Names) -> dict[str, str]:
    return {plain_head(name): key for key, options in names.items() for name in options}


def best_row(sheet: Sheet, known: Mapping[str, str]) -> tuple[int, int]:
    """The number of the row (from 0) with most known heads, and how many; -1 where no row has two of them."""
    best, most = -1, 1
    for number, row in enumerate(sheet.rows[:HEADER_ROWS]):
        count = len({known[head] for head in map(plain_head, row) if head in known})
        if count > most:
            best, most = number, count
    return best, most


def chosen_header(
    sheet: Sheet, names: Names, chosen: Mapping[int, str], *, with_header: bool
) -> Found | None:
    """What somebody said of the columns, of a table `with_header` or without; other heads are named as not used."""
    header, _ = best_row(sheet, _known_heads(names))
    if header < 0 and with_header:
        return None
    found = Found(sheet, header, {name: place for place, name in chosen.items()})
    heads = _heads_of(sheet, header) if header >= 0 else []
    found.ignored += [head[:SHOWN_WORDS] for place, head in enumerate(heads) if head and place not in chosen]
    return found


def reads_itself(found: Found | None, required: Sequence[str], mapped: Sequence[str]) -> bool:
    """Whether a sheet has all it needs under heads of its own, so that what was said of another one is not for it."""
    if found is None or any(name not in found.places for name in required):
        return False
    return _heads_of(found.sheet, found.header) != list(mapped)


@dataclass(frozen=True)
class MappedTable:
    """The sheet whose columns somebody may name: heads (texts), the rows below, and what the heads say by themselves."""

    heads: Sequence[str]
    rows: Sequence[Row]
    guesses: Mapping[int, str]
    has_header: bool = True


def table_to_map(sheets: Sequence[Sheet], names: Names, required: Sequence[str]) -> MappedTable:
    """The first sheet that lacks a column, else the first with a header, else the first with anything in it."""
    known = _known_heads(names)
    filled = [
        sheet
        for sheet in sheets
        if not sheet.hidden
        and sheet.name != NOTES_SHEET
        and any(clean(cell) for row in sheet.rows for cell in row)
    ]
    with_header = [sheet for sheet in filled if best_row(sheet, known)[0] >= 0]
    lacking = [
        sheet
        for sheet in with_header
        if not set(required) <= set(_match(sheet, best_row(sheet, known)[0], known).places)
    ]
    for sheet in [*lacking, *with_header][:1]:
        header, _ = best_row(sheet, known)
        places = _match(sheet, header, known).places
        guesses = {place: name for name, place in places.items()}
        return MappedTable(_heads_of(sheet, header), sheet.rows[header + 1 :], guesses)
    for sheet in filled[:1]:
        rows = [row for row in sheet.rows if sum(bool(clean(cell)) for cell in row) > 1]
        heads = [" ".join(clean(cell).split()) for cell in rows[0]] if rows else []
        guesses = {}
        for place, head in enumerate(heads):
            name = known.get(plain_head(head))
            if name and name not in guesses.values():
                guesses[place] = name
        return MappedTable(heads, rows[1:], guesses, has_header=False)
    return MappedTable((), (), {}, has_header=False)


def _heads_of(sheet: Sheet, header: int) -> list[str]:
    """The texts of a header; of one in two rows an empty cell is named by the one above it."""
    above = sheet.rows[header - 1] if header else []
    texts = []
    for place, cell in enumerate(sheet.rows[header]):
        shown = clean(cell) or (clean(above[place]) if place < len(above) else "")
        texts.append(" ".join(shown.split()))
    return texts


def _match(sheet: Sheet, header: int, known: Mapping[str, str]) -> Found:
    """Where each field stands; of a header in two rows an empty cell is named by the one above it."""
    found = Found(sheet, header, {})
    above = sheet.rows[header - 1] if header else []
    for place, cell in enumerate(sheet.rows[header]):
        head = plain_head(cell)
        if not head and place < len(above) and plain_head(above[place]) in known:
            head = plain_head(above[place])
        if head in known and known[head] not in found.places:
            found.places[known[head]] = place
        elif head:
            found.ignored.append(" ".join(clean(cell).split())[:SHOWN_WORDS])
    return found


def plain_head(cell: object) -> str:
    """A column's name as it is compared: no blanks, line breaks, stars, notes in brackets; half-width, lower case."""
    text = unicodedata.normalize("NFKC", "".join(clean(cell).split()))
    return _NOTES.sub("", _NOTES.sub("", text)).casefold()
