"""Word .docx: paragraphs with the numbers that Word itself counts, text boxes, tables, pictures; read as typed text."""

import io
from bisect import bisect_right
from collections.abc import Collection, Iterator

import docx
from docx.document import Document
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from examapp.adapters.item_files.directions import NO_DIRECTIONS, Directions
from examapp.adapters.item_files.drafts import Draft, DraftPicture, Place, Problem, ReadResult, Unused
from examapp.adapters.item_files.headers import find_header, infer_header
from examapp.adapters.item_files.images import redraw
from examapp.adapters.item_files.prose.answer_lists import listed_answers
from examapp.adapters.item_files.prose.reading import PICTURE, read_prose
from examapp.adapters.item_files.tables import read_grid
from examapp.adapters.item_files.word_numbers import Numbering
from examapp.adapters.item_files.word_text import boxes_of, is_marked, paragraph_text, unseen_texts
from examapp.adapters.tables.packages import open_package
from examapp.adapters.tables.refusals import FileRefusedError
from examapp.adapters.tables.workbooks import Sheet

_BROKEN = (PackageNotFoundError, SyntaxError, KeyError, ValueError, AttributeError, TypeError, IndexError, OSError, AssertionError,
           RecursionError)  # fmt: skip
_ASIDE = {
    "header": "page_header",
    "footer": "page_header",
    "footnotes": "footnote",
    "endnotes": "footnote",
    "comments": "comment_word",
}
_WRAPPERS = (qn("w:sdt"), qn("w:sdtContent"), qn("w:ins"), qn("w:customXml"), qn("w:smartTag"))


def read_word(name: str, content: bytes, directions: Directions = NO_DIRECTIONS) -> ReadResult:
    """Questions of a Word file. Raises FileRefusedError."""
    _check_parts(open_package(content))
    result, unknown = _read(name, content, directions, set(directions.sheets))
    if unknown and all(draft.stopped for draft in result.drafts):
        # Nothing is understood so far: a person may say what the columns of the other tables are.
        result, _ = _read(name, content, directions, unknown | set(directions.sheets))
    return result


def _read(name: str, content: bytes, directions: Directions, asked: set[int]) -> tuple[ReadResult, set[int]]:
    """The reading with these tables as tables of questions, and the places of further tables that could be some."""
    try:
        story = _Story(docx.Document(io.BytesIO(content)), asked)
        lines = list(story.lines())
    except _BROKEN as error:
        raise FileRefusedError("word_broken") from error
    result = read_prose(name, lines, story.pictures, form="docx", said=directions.lines)
    for index, grid in story.grids:
        result.add(read_grid(name, Sheet(f"表 {index + 1}", grid), index=index, directions=directions))
    result.unused += [
        Unused(Place(name, line=line), reason, text[:200]) for line, reason, text in story.unseen
    ]
    result.unused += list(_aside(name, story.document))
    _note_marks(result.drafts, story)
    if story.refused:
        result.problems.append(Problem(Place(name), "pictures_refused", str(story.refused)))
    return result, story.unknown


def _note_marks(drafts: list[Draft], story: "_Story") -> None:
    """An item that lost hidden or struck words says so; a red choice is offered where no answer is written."""
    by_line = {draft.place.line: draft for draft in drafts if draft.place.line}
    starts = sorted(by_line)
    for line, reason, text in story.unseen:
        at = bisect_right(starts, line) - 1
        if at >= 0:
            by_line[starts[at]].leave_out(reason, text)
    for line, text in story.marked:
        at = bisect_right(starts, line) - 1
        draft = by_line[starts[at]] if at >= 0 else None
        if draft is not None and not draft.answer and any(one.text in text for one in draft.choices):
            draft.note("red_choice", text, stops=True)


def _aside(name: str, document: Document) -> Iterator[Unused]:
    """Headers, footers, footnotes and comments, which no question reads."""
    seen: set[str] = set()
    for relation in document.part.rels.values():
        kind = relation.reltype.rpartition("/")[2]
        if relation.is_external or kind not in _ASIDE:
            continue
        root = parse_xml(relation.target_part.blob)
        for paragraph in root.iter(qn("w:p")):
            text = paragraph_text(paragraph).strip()
            if text and text not in seen:
                seen.add(text)
                yield Unused(Place(name), _ASIDE[kind], text[:200])


def _check_parts(parts: dict[str, bytes]) -> None:
    for path, part in parts.items():
        if not path.endswith((".xml", ".rels")):
            continue
        # python-docx parses with lxml, which would read a DTD: no part of a Word file has one, nor is it written
        # in UTF-16.
        if b"<!DOCTYPE" in part or b"<!ENTITY" in part or b"\0" in part[:200]:
            raise FileRefusedError("xml_entities")


class _Story:
    """The document from top to bottom, as lines."""

    def __init__(self, document: Document, asked: Collection[int]) -> None:
        self.document = document
        self.asked = asked
        self.unknown: set[int] = set()
        self._tables = 0
        self.pictures: list[DraftPicture] = []
        self.grids: list[tuple[int, list[list[object]]]] = []
        self.refused = 0
        self.unseen: list[tuple[int, str, str]] = []
        self.marked: list[tuple[int, str]] = []
        self._line = 0
        self._numbers = Numbering(document)

    def lines(self) -> Iterator[str]:
        """Every paragraph; tables of questions are put aside, other tables give a line a cell."""
        for line in self._blocks(self.document.element.body):
            self._line += 1
            yield line

    def _blocks(self, parent: BaseOxmlElement) -> Iterator[str]:
        for child in parent.iterchildren():
            if child.tag == qn("w:p"):
                yield from self._paragraph(child)
            elif child.tag == qn("w:tbl"):
                yield from self._table(child)
            elif child.tag in _WRAPPERS:
                yield from self._blocks(child)

    def _table(self, table: BaseOxmlElement) -> Iterator[str]:
        index, self._tables = self._tables, self._tables + 1
        cells = [
            [_Cell(one) for one in row.iterchildren(qn("w:tc"))] for row in table.iterchildren(qn("w:tr"))
        ]
        rows: list[list[object]] = [[text for cell in row for text in cell.spread()] for row in cells]
        known = index in self.asked or find_header(rows) is not None
        if known or infer_header(rows, numbered=True) is not None:
            self.grids.append((index, rows))
            return
        told = listed_answers([[str(cell) for cell in row] for row in rows])
        if told:
            yield from told
            return
        if len(rows) > 1 and max(map(len, rows)) > 2:
            self.unknown.add(index)
        for row in cells:
            for cell in row:
                yield from self._blocks(cell.element)

    def _paragraph(self, paragraph: BaseOxmlElement) -> Iterator[str]:
        text = paragraph_text(paragraph).replace(PICTURE, "")
        # Word counts an empty paragraph of a list as well, but it draws nothing worth reading.
        number = self._numbers.of(paragraph) if text.strip() else ""
        # The line that follows is this paragraph's first one.
        self.unseen += [(self._line + 1, reason, words) for reason, words in unseen_texts(paragraph)]
        if is_marked(paragraph):
            self.marked.append((self._line + 1, text.strip()))
        yield from (number + text).split("\n")
        yield from self._pictures(paragraph)
        for box in boxes_of(paragraph):
            yield from self._blocks(box)

    def _pictures(self, paragraph: BaseOxmlElement) -> Iterator[str]:
        for blip in paragraph.iter(qn("a:blip")):
            # A picture in a text box belongs to the box's own paragraph.
            if next(blip.iterancestors(qn("w:p"))) is not paragraph:
                continue
            part = self.document.part.related_parts.get(blip.get(qn("r:embed"), ""))
            made = redraw(part.blob) if part is not None else None
            if made is None:
                self.refused += 1
                continue
            alt = next((one.get("descr", "") for one in paragraph.iter(qn("wp:docPr"))), "")
            self.pictures.append(DraftPicture(*made, alt))
            yield f"{PICTURE}{len(self.pictures) - 1}"


class _Cell:
    """One w:tc; a cell over several columns counts as often, so that columns stay below their heading."""

    def __init__(self, element: BaseOxmlElement) -> None:
        self.element = element

    def spread(self) -> list[str]:
        """Its text, and one empty text for every further column it covers."""
        text = "\n".join(paragraph_text(one) for one in self.element.iter(qn("w:p")))
        wide = self.element.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
        value = wide.get(qn("w:val"), "1") if wide is not None else "1"
        return [text, *[""] * (min(int(value), 60) - 1 if value.isdecimal() and len(value) < 4 else 0)]
