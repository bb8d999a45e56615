"""Word .docx: paragraphs with the numbers that Word itself counts, tables, pictures; read as typed text."""

import io
from collections.abc import Iterator

import docx
from docx.document import Document
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph

from examapp.adapters.item_files.drafts import DraftPicture, Place, Problem, ReadResult
from examapp.adapters.item_files.images import redraw
from examapp.adapters.item_files.prose import PICTURE, read_prose
from examapp.adapters.item_files.tables import find_header, read_grid
from examapp.adapters.packages import open_package
from examapp.adapters.refusals import FileRefusedError

_CHINESE = "一二三四五六七八九十"


def read_word(name: str, content: bytes) -> ReadResult:
    """Questions of a Word file. Raises FileRefusedError."""
    parts = open_package(content)
    # python-docx parses with lxml, which would read a DTD: no part of a Word file has one.
    if any(
        b"<!DOCTYPE" in part or b"<!ENTITY" in part
        for path, part in parts.items()
        if path.endswith((".xml", ".rels"))
    ):
        raise FileRefusedError("xml_entities")
    try:
        document = docx.Document(io.BytesIO(content))
        story = _Story(document)
        lines = list(story.lines())
    except (PackageNotFoundError, SyntaxError, KeyError, ValueError, AttributeError, TypeError, IndexError, OSError, AssertionError,
            RecursionError) as error:  # fmt: skip
        raise FileRefusedError("word_broken") from error
    result = read_prose(name, lines, story.pictures, form="docx")
    for number, grid in enumerate(story.grids, 1):
        found = read_grid(name, f"表 {number}", grid)
        result.drafts += found.drafts
        result.problems += found.problems
    if story.refused:
        result.problems.append(Problem(Place(name), "pictures_refused", str(story.refused)))
    return result


class _Story:
    """The document from top to bottom, as lines."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.pictures: list[DraftPicture] = []
        self.grids: list[list[list[object]]] = []
        self.refused = 0
        self._numbers = _Numbering(document)

    def lines(self) -> Iterator[str]:
        """Every paragraph; tables of questions are put aside, other tables give a line a cell."""
        for child in self.document.element.body.iterchildren():
            if child.tag == qn("w:p"):
                yield from self._paragraph(Paragraph(child, self.document))
            elif child.tag == qn("w:tbl"):
                yield from self._table(Table(child, self.document))

    def _table(self, table: Table) -> Iterator[str]:
        rows = [[cell.text for cell in row.cells] for row in table.rows]
        if find_header(rows) is not None:
            self.grids.append(rows)
            return
        for row in table.rows:
            before = None
            for cell in row.cells:
                if cell._tc is not before:
                    for paragraph in cell.paragraphs:
                        yield from self._paragraph(paragraph)
                before = cell._tc

    def _paragraph(self, paragraph: Paragraph) -> Iterator[str]:
        text = self._numbers.of(paragraph) + paragraph.text.replace(PICTURE, "")
        yield from text.split("\n")
        for blip in paragraph._p.iter(qn("a:blip")):
            part = self.document.part.related_parts.get(blip.get(qn("r:embed"), ""))
            made = redraw(part.blob) if part is not None else None
            if made is None:
                self.refused += 1
                continue
            alt = next((one.get("descr", "") for one in paragraph._p.iter(qn("wp:docPr"))), "")
            self.pictures.append(DraftPicture(*made, alt))
            yield f"{PICTURE}{len(self.pictures) - 1}"


class _Numbering:
    """Numbers that Word draws and does not store: counted again from the numbering part."""

    def __init__(self, document: Document) -> None:
        self._formats: dict[tuple[str, str], tuple[str, str]] = {}
        self._counts: dict[tuple[str, str], int] = {}
        part = next((one.target_part for one in document.part.rels.values()
                     if not one.is_external and one.reltype.endswith("/numbering")), None)  # fmt: skip
        if part is not None and hasattr(part, "element"):
            self._read(part.element)

    def _read(self, root) -> None:
        levels = {}
        for abstract in root.iter(qn("w:abstractNum")):
            for level in abstract.iter(qn("w:lvl")):
                kind = level.find(qn("w:numFmt"))
                shown = level.find(qn("w:lvlText"))
                key = (abstract.get(qn("w:abstractNumId")), level.get(qn("w:ilvl")))
                levels[key] = (_value(kind), _value(shown))
        for number in root.iter(qn("w:num")):
            abstract = number.find(qn("w:abstractNumId"))
            for (owner, depth), found in levels.items():
                if owner == _value(abstract):
                    self._formats[(number.get(qn("w:numId")), depth)] = found

    def of(self, paragraph: Paragraph) -> str:
        """What stands before the paragraph's text, e.g. "1. " or "A. "; empty when nothing is counted."""
        number = paragraph._p.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        if number is None or not paragraph.text.strip():
            return ""
        depth = _value(number.find(qn("w:ilvl"))) or "0"
        key = (_value(number.find(qn("w:numId"))), depth)
        kind, _ = self._formats.get(key, ("", ""))
        if not kind or kind in ("bullet", "none"):
            return ""
        self._counts[key] = count = self._counts.get(key, 0) + 1
        for other in [one for one in self._counts if one[0] == key[0] and one[1] > depth]:
            del self._counts[other]
        return _counted(kind, count)


def _counted(kind: str, count: int) -> str:
    if kind in ("upperLetter", "lowerLetter"):
        return f"{chr(64 + count)}. " if count <= 26 else ""
    if "chinese" in kind.lower() or "ideograph" in kind.lower():
        return f"{_CHINESE[count - 1]}、" if count <= 10 else ""
    return f"{count}. "


def _value(element) -> str:
    return element.get(qn("w:val"), "") if element is not None else ""
