"""Numbers as cells of an .xlsx show them: 5 %, 1/2, 1.50; the library gives what is stored (0.05, 0.5, 1.5)."""

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from html import unescape

from examapp.adapters.tables.hidden_rows import facts_of, sheet_parts

_NUMBER_FORMAT = re.compile(rb"<(?:\w+:)?numFmt\s[^<>]{0,1000}>")
_CELL_FORMATS = re.compile(rb"<(?:\w+:)?cellXfs[\s>].*?</(?:\w+:)?cellXfs>", re.DOTALL)
_FORMAT = re.compile(rb"<(?:\w+:)?xf\s[^<>]{0,1000}>")
_CELL = re.compile(rb'<(?:\w+:)?c r="([A-Z]{1,3})(\d{1,7})"[^<>]{0,200}?\ss="(\d{1,5})"')
_BUILT_IN = {2: "0.00", 9: "0%", 10: "0.00%", 12: "# ?/?", 13: "# ??/??"}
_PERCENT = re.compile(r"0(?:\.(0{1,6}))?\s?%")
_FIXED = re.compile(r"#?[#,]*0\.(0{1,6})(?:_[ )])?")
_FRACTION = re.compile(r"#? ?(\?{1,3})/(?:\?{1,3}|(\d{1,3}))")
Place = tuple[int, int]


def shown_formats(parts: Mapping[str, bytes]) -> dict[str, dict[Place, str]]:
    """Names of sheets, and formats of cells (row, column from 0) that are percentages, fractions or fixed decimals."""
    styles = _styles(parts.get("xl/styles.xml", b""))
    if not styles:
        return {}
    found = {name: _formats(parts.get(path, b""), styles) for name, path in sheet_parts(parts)}
    return {name: cells for name, cells in found.items() if cells}


def _styles(content: bytes) -> dict[bytes, str]:
    """The numbers of the cell formats that show a number otherwise than it is stored."""
    codes = dict(_BUILT_IN)
    for tag in _NUMBER_FORMAT.findall(content):
        facts = facts_of(tag)
        if facts.get("numFmtId", "").isdecimal():
            codes[int(facts["numFmtId"])] = unescape(facts.get("formatCode", ""))
    block = _CELL_FORMATS.search(content)
    styles = {}
    for number, tag in enumerate(_FORMAT.findall(block[0]) if block else ()):
        ident = facts_of(tag).get("numFmtId", "")
        code = codes.get(int(ident), "") if ident.isdecimal() else ""
        if any(pattern.fullmatch(code) for pattern in (_PERCENT, _FIXED, _FRACTION)):
            styles[str(number).encode()] = code
    return styles


def _formats(content: bytes, styles: Mapping[bytes, str]) -> dict[Place, str]:
    return {
        (int(row) - 1, _column(letters)): styles[style]
        for letters, row, style in _CELL.findall(content)
        if style in styles
    }


def _column(letters: bytes) -> int:
    place = 0
    for letter in letters:
        place = place * 26 + letter - 64
    return place - 1


def show_numbers(rows: Sequence[list[object]], formats: Mapping[Place, str]) -> None:
    """Put the shown text in the place of each number that has such a format."""
    for (row, column), code in formats.items():
        if row < len(rows) and column < len(rows[row]) and type(rows[row][column]) in (int, float):
            rows[row][column] = shown(rows[row][column], code)


def shown(value: float, code: str) -> object:
    """A number in a format: 0.05 as 5%, 0.5 as 1/2, 1.5 as 1.50."""
    if percent := _PERCENT.fullmatch(code):
        return f"{value * 100:.{len(percent[1] or '')}f}%"
    if fixed := _FIXED.fullmatch(code):
        return f"{value:.{len(fixed[1])}f}"
    found = _FRACTION.fullmatch(code)
    if found is None or value == int(value):
        return value
    most = int(found[2]) if found[2] else 10 ** len(found[1]) - 1
    part = Fraction(value).limit_denominator(most)
    whole, rest = divmod(part.numerator, part.denominator)
    return f"{whole} {rest}/{part.denominator}" if whole and rest else f"{part}"
