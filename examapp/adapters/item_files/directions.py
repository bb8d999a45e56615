"""What a person said of a file after a first look: the same file and the same words give the same reading."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from examapp.domain.source_lines import said_of_lines
from examapp.domain.table_mappings import TableMapping, mapping_from


@dataclass(frozen=True, slots=True)
class SheetDirection:
    """Of one sheet: whether it is taken (None = nothing was said), its columns, and whether hidden rows are taken."""

    taken: bool | None = None
    mapping: TableMapping | None = None
    hidden_rows: bool = False


@dataclass(frozen=True, slots=True)
class Directions:
    """Sheets by their place in the file (from 0), mappings that are remembered by the signature of a header, and
    gestures by the number of a line (from 1).
    """

    sheets: Mapping[int, SheetDirection] = field(default_factory=dict)
    remembered: Mapping[str, TableMapping] = field(default_factory=dict)
    lines: Mapping[int, str] = field(default_factory=dict)

    def of(self, index: int) -> SheetDirection:
        """What was said of a sheet."""
        return self.sheets.get(index, _NOTHING)


_NOTHING = SheetDirection()
NO_DIRECTIONS = Directions()


def directions_from(plain: Mapping) -> Directions:
    """From JSON: {"sheets": {"0": {"taken", "mapping", "hidden_rows"}}, "remembered": {signature: mapping},
    "lines": [{"gesture", "lines"}]}.

    Raises ValueError, TypeError, KeyError for anything else.
    """
    sheets = {int(index): _sheet(one) for index, one in plain.get("sheets", {}).items()}
    remembered = {name: mapping_from(one) for name, one in plain.get("remembered", {}).items()}
    return Directions(sheets, remembered, said_of_lines(plain.get("lines", [])))


def _sheet(plain: Mapping) -> SheetDirection:
    mapping = plain.get("mapping")
    return SheetDirection(
        plain.get("taken"), mapping_from(mapping) if mapping else None, bool(plain.get("hidden_rows"))
    )
