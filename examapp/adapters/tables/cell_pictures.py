"""Pictures of an .xlsx by the cell they stand in: anchored over a cell, or put into it by WPS (DISPIMG)."""

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException, ElementTree

from examapp.adapters.tables.hidden_rows import sheet_parts

MOST_PICTURES = 400
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
_BLIP = "{http://schemas.openxmlformats.org/drawingml/2006/main}blip"
_EMBED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}embed"
_ANCHORS = ("twoCellAnchor", "oneCellAnchor")
_IN_CELL = re.compile(r"""DISPIMG\(\s*"([^"]{1,80})\"""")
_IMAGES = "xl/cellimages.xml"


@dataclass(slots=True)
class CellPicture:
    """A picture and its cell (both from 0); `used` says that an item has it."""

    row: int
    column: int
    path: str
    content: bytes
    used: bool = False


def anchored_pictures(parts: Mapping[str, bytes]) -> dict[str, list[CellPicture]]:
    """By the name of the sheet; of a broken drawing none."""
    found: dict[str, list[CellPicture]] = {}
    count = 0
    for name, path in sheet_parts(parts):
        for kind, drawing in _related(parts, path).values():
            for row, column, media in _anchors(parts, drawing) if kind.endswith("/drawing") else ():
                count += 1
                if count <= MOST_PICTURES and media in parts:
                    found.setdefault(name, []).append(CellPicture(row, column, media, parts[media]))
    return found


def pictures_in_cells(parts: Mapping[str, bytes]) -> dict[str, str]:
    """The paths of pictures by the name that DISPIMG calls them."""
    root, related = _parsed(parts.get(_IMAGES, b"")), _related(parts, _IMAGES)
    named = {}
    for picture in root.iter(f"{_DRAWING}pic") if root is not None else ():
        name = next((one.get("name", "") for one in picture.iter(f"{_DRAWING}cNvPr")), "")
        embed = next((one.get(_EMBED, "") for one in picture.iter(_BLIP)), "")
        if name and embed in related:
            named[name] = related[embed][1]
    return named


def call_pictures(parts: Mapping[str, bytes]) -> bool:
    """Whether any cell calls a picture; most workbooks need no look at their cells."""
    return any(
        b"DISPIMG(" in content
        for path, content in parts.items()
        if path.startswith("xl/worksheets/") or path == "xl/sharedStrings.xml"
    )


def take_from_cells(
    rows: list[list[object]], named: Mapping[str, str], parts: Mapping[str, bytes]
) -> list[CellPicture]:
    """Pictures whose cell calls them, without content where there is none; the call goes out of the cell."""
    found: list[CellPicture] = []
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            if not isinstance(cell, str) or "DISPIMG(" not in cell:
                continue
            called = _IN_CELL.search(cell)
            path = named.get(called[1], "") if called and len(found) < MOST_PICTURES else ""
            found.append(CellPicture(number, column, path, parts.get(path, b"")))
            row[column] = ""
    return found


def _anchors(parts: Mapping[str, bytes], drawing: str) -> Iterator[tuple[int, int, str]]:
    root, related = _parsed(parts.get(drawing, b"")), _related(parts, drawing)
    for anchor in root if root is not None else ():
        start = anchor.find(f"{_DRAWING}from")
        if start is None or anchor.tag not in [_DRAWING + one for one in _ANCHORS]:
            continue
        row, column = (start.findtext(_DRAWING + one, "") for one in ("row", "col"))
        for blip in anchor.iter(_BLIP):
            embed = blip.get(_EMBED, "")
            if embed in related and row.isdecimal() and column.isdecimal():
                yield int(row), int(column), related[embed][1]


def _related(parts: Mapping[str, bytes], path: str) -> dict[str, tuple[str, str]]:
    """Kind and part by id of what a part speaks of."""
    folder, _, name = path.rpartition("/")
    root = _parsed(parts.get(f"{folder}/_rels/{name}.rels", b""))
    found = {}
    for one in root if root is not None else ():
        target = one.get("Target", "")
        whole = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"{folder}/{target}")
        found[one.get("Id", "")] = (one.get("Type", ""), whole)
    return found


def _parsed(content: bytes) -> Element | None:
    try:
        return ElementTree.fromstring(content) if content else None
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        return None
