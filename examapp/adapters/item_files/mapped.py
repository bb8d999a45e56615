"""Between the header that a reader uses and the plain description of a table that a person sees and changes."""

from collections.abc import Collection, Sequence

from examapp.adapters.item_files.cells import cell_text
from examapp.adapters.item_files.directions import Directions
from examapp.adapters.item_files.headers import HEADER_ROWS, Header
from examapp.adapters.item_files.looks import TableLook
from examapp.domain.table_mappings import MOST_TYPE_WORDS, TYPE_WORD, TableMapping, signature_of

# What a column of a question table can be; `choice` and `flag` count from left to right.
FIELDS = (
    "number", "type", "stem", "choice", "choices", "flag", "answer", "rationale", "topic", "roles", "industries",
    "posts", "difficulty", "citations", "unit", "tolerance", "case_text", "case_id", "item_id",
)  # fmt: skip
SEVERAL = ("choice", "flag")
DIVIDERS = ("", "lines", "**", "##", "^*^", "|||", "|", ";", "、", "$$", "@@", "//")
OPTIONS = {"divider": DIVIDERS, "judgement": ("", "12", "21"), "fill": ("", "yes")}
# What a word of the type column can mean: a type, or "auto" (as choices and answer tell).
TYPE_MEANINGS = ("auto", "single", "multiple", "judgement", "ordering", "blank", "numeric")
MOST_SHOWN_COLUMNS = 60
SHOWN_ROWS = 25
_LONGEST_CELL = 60
_MOST_HIDDEN = 200


def options_for(mapping: TableMapping) -> dict[str, Collection[str]]:
    """The options that a description may have, with those of the words that it speaks of."""
    named = [name for name in mapping.options if name.startswith(TYPE_WORD)][:MOST_TYPE_WORDS]
    return {**OPTIONS, **dict.fromkeys(named, TYPE_MEANINGS)}


def header_from(mapping: TableMapping) -> Header:
    """The header that a description speaks of: the n-th flag belongs to the n-th choice."""
    header = Header(mapping.header_row, height=mapping.header_rows, options=dict(mapping.options))
    choices = [place for place, name in sorted(mapping.columns.items()) if name == "choice"]
    flags = [place for place, name in sorted(mapping.columns.items()) if name == "flag"]
    header.choices = dict(enumerate(choices))
    if choices:
        header.flags = dict(enumerate(flags))
    elif flags:
        header.places["flag"] = flags[0]
    header.places |= {name: place for place, name in mapping.columns.items() if name and name not in SEVERAL}
    return header


def mapping_of(header: Header) -> TableMapping:
    """The description of a header that the reader found by itself."""
    columns = {place: name for name, place in header.places.items() if name in (*FIELDS, "flag")}
    columns |= dict.fromkeys(header.choices.values(), "choice") | dict.fromkeys(header.flags.values(), "flag")
    return TableMapping(max(0, header.row), header.height, columns, dict(header.options))


def find_remembered(rows: Sequence[Sequence[object]], directions: Directions) -> TableMapping | None:
    """A description that somebody gave a header with the same words before, wherever it stands in this sheet."""
    if not directions.remembered:
        return None
    for at in range(min(HEADER_ROWS, len(rows))):
        for height in (1, 2):
            known = directions.remembered.get(signature_of(shown_rows(rows[at : at + height])))
            if known is not None and known.header_rows == height:
                return TableMapping(at, height, known.columns, known.options)
    return None


def shown_rows(rows: Sequence[Sequence[object]]) -> list[list[str]]:
    """The cells as a person sees them, the first columns only."""
    return [[cell_text(row, place) for place in range(min(len(row), MOST_SHOWN_COLUMNS))] for row in rows]


def look_at(
    index: int, name: str, rows: Sequence[Sequence[object]], *, hidden: bool, hidden_rows: Collection[int]
) -> TableLook:
    """The sheet before it is read."""
    width = max(map(len, rows), default=0)
    shown = [[text[:_LONGEST_CELL] for text in row] for row in shown_rows(rows[:SHOWN_ROWS])]
    numbers = [number + 1 for number in sorted(hidden_rows)[:_MOST_HIDDEN]]
    return TableLook(index, name, len(rows), min(width, MOST_SHOWN_COLUMNS), shown, hidden, numbers)
