"""Pieces of a page as lines in the order in which they are read: one column, or two behind each other."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from examapp.adapters.item_files.markup import HIGH, LOW
from examapp.adapters.item_files.portable.pages import Piece
from examapp.adapters.item_files.prose.signs import part_kind
from examapp.adapters.tables.refusals import FileRefusedError

# In widths of a sign: what parts words, and what parts cells or columns.
_WORD, _CELL = 0.4, 0.75
# How many signs a full line may lack, because a word or a bracket did not fit.
_RAGGED = 3.6
_LEAST_WIDTH = 8
_ENDS = ("。", "！", "？", "；")
NUMBER_OF_PAGE = re.compile(
    r"[-–—·\s]*(?:第?\s?\d{1,4}\s?页?|page\s?\d{1,4})"
    r"(?:[\s，,/／(（]*(?:共|of)?\s?\d{1,4}\s?页?[)）]?)?[-–—·\s]*",
    re.IGNORECASE,
)
_LEAST_SIDE = 4
_CROSSING = 0.25
_NUMBERED = re.compile(r"[（(【\[]?(?:第\s?)?(\d{1,4})\s?(?:[.．、)）】\]]|题)(?!\d)")
_CHOICE = re.compile(r"[（(【\[]?[A-HＡ-Ｈ]\s?[.．、:：)）】\]]")
# A line that begins so is not the rest of the line above.
OPENER = re.compile(
    r"[（(【\[]?(?:第\s?)?\d{1,4}\s?(?:[.．、:：)）】\]]|题)|[（(【\[]?[A-HＡ-Ｈ]\s?[.．、:：)）】\]]"
    r"|[（(]?[一二三四五六七八九十]{1,3}[)）、.．]|第.{1,4}[章节部编]"
    r"|[【\[（(]?(?:正确|参考|标准|我的)?答案|[【\[（(]?(?:答题)?解析|[√×✓✗]"
)


@dataclass(slots=True)
class Row:
    """Pieces on one base line, from left to right; `words` are those that are no blank."""

    y: float
    size: float
    pieces: list[Piece] = field(default_factory=list)
    words: list[Piece] = field(default_factory=list)

    @property
    def x(self) -> float:
        """Its left end."""
        return self.words[0].x

    @property
    def end(self) -> float:
        """Its right end."""
        return max(piece.end for piece in self.words)

    def cells(self) -> list[str]:
        """Its words where wide gaps part them."""
        cells: list[list[Piece]] = [[self.pieces[0]]]
        for before, piece in pairwise(self.pieces):
            if piece.x - before.end > _CELL * self.size:
                cells.append([])
            cells[-1].append(piece)
        return [words for cell in cells if (words := self._joined(cell).strip())]

    def text(self) -> str:
        """The line; wide gaps become two blanks."""
        return "  ".join(self.cells())

    def _joined(self, pieces: Sequence[Piece]) -> str:
        words = pieces[0].text
        for before, piece in pairwise(pieces):
            text = self._shifted(piece)
            # A raised sign belongs to the word before it, whose width is only estimated.
            least = _WORD if text == piece.text else _CELL
            apart = piece.x - before.end > least * self.size and " " not in words[-1:] + text[:1]
            words += (" " if apart else "") + text
        return words

    def _shifted(self, piece: Piece) -> str:
        """m2 with a small raised 2 is m²."""
        if piece.size > 0.9 * self.size or abs(piece.y - self.y) < 0.1 * self.size:
            return piece.text
        return piece.text.translate(HIGH if piece.y > self.y else LOW)


def rows_of(pieces: Sequence[Piece]) -> list[Row]:
    """The rows of a page from top to bottom; those without words are left out."""
    rows: list[Row] = []
    for piece in sorted(pieces, key=lambda piece: (-piece.y, piece.x)):
        near = next(
            (row for row in reversed(rows[-3:]) if row.y - piece.y < 0.45 * max(row.size, piece.size)), None
        )
        if near is None:
            rows.append(Row(piece.y, piece.size, [piece]))
            continue
        near.pieces.append(piece)
        if piece.size > near.size * 1.1:
            near.y, near.size = piece.y, piece.size
    for row in rows:
        row.pieces.sort(key=lambda piece: piece.x)
        row.words = [piece for piece in row.pieces if piece.text.strip()]
    return [row for row in rows if row.words]


def columns_of(rows: Sequence[Row]) -> list[list[Row]]:
    """The rows of a page in the order of reading, a list a column; one list where the page has no columns.

    Raises FileRefusedError(pdf_columns) where nothing tells how the page is read.
    """
    gutter = _gutter_of(rows)
    if gutter is None:
        return [list(rows)] if rows else []
    parts: list[list[Row]] = []
    for band in _bands(rows, gutter):
        sides = [
            rows_of([piece for row in band for piece in row.pieces if (piece.x >= gutter) == right])
            for right in (False, True)
        ]
        parts += [side for side in sides if side] if not _crosses(band[0], gutter) else [band]
    across, along = _steps([rows]), _steps(parts)
    if along > across:
        return parts
    right = [row for part in parts for row in part if row.x >= gutter]
    if across > along or sum(bool(_CHOICE.match(row.text())) for row in right) * 2 >= len(right):
        return [list(rows)]
    raise FileRefusedError("pdf_columns")


def _gutter_of(rows: Sequence[Row]) -> float | None:
    """A place near the middle that few rows cross and that has words on both sides of many; None without one."""
    if not rows:
        return None
    left, right = min(row.x for row in rows), max(row.end for row in rows)
    tries = [left + (right - left) * share / 100 for share in range(35, 66)]
    counted = []
    for place in tries:
        crossing = sum(_crosses(row, place) for row in rows)
        sides = [
            sum(any((piece.x >= place) == beyond for piece in row.words) for row in rows)
            for beyond in (False, True)
        ]
        if crossing <= len(rows) * _CROSSING and min(sides) >= _LEAST_SIDE:
            counted.append((crossing, -min(sides), abs(place - (left + right) / 2), place))
    return min(counted)[-1] if counted else None


def _crosses(row: Row, place: float) -> bool:
    """Whether a word, or the words of one sentence, stand over a place."""
    if any(piece.x < place < piece.end for piece in row.words):
        return True
    return any(
        before.end <= place <= piece.x and piece.x - before.end <= _CELL * row.size
        for before, piece in pairwise(row.words)
    )


def _bands(rows: Sequence[Row], gutter: float) -> Iterator[list[Row]]:
    """Runs of rows that leave the gutter free; a row across it stands alone."""
    run: list[Row] = []
    for row in rows:
        if _crosses(row, gutter):
            if run:
                yield run
            run = []
            yield [row]
        else:
            run.append(row)
    if run:
        yield run


def _steps(parts: Sequence[Sequence[Row]]) -> int:
    """How often a number is the next one of the number before."""
    numbers = [
        int(found[1])
        for part in parts
        for row in part
        for cell in row.cells()
        if (found := _NUMBERED.match(cell))
    ]
    return sum(after == before + 1 for before, after in pairwise(numbers))


def sentences_of(rows: Sequence[Row], edge: float) -> list[tuple[Row, str]]:
    """First row and words of each line of a column: a line that reaches its right edge goes on in the next one.

    What is left as two lines is a stem of two lines; what is joined wrongly would be no stem at all.
    """
    left = min((row.x for row in rows), default=0.0)
    told: list[tuple[Row, str]] = []
    before: Row | None = None
    for row in rows:
        text = row.text()
        if before is not None and _goes_on(before, row, text, left, edge):
            head, words = told[-1]
            blank = " " if words[-1:].isascii() and text[:1].isascii() and words[-1:].isalnum() else ""
            told[-1] = head, words + blank + text
        else:
            told.append((row, text))
        before = row
    return told


def _goes_on(before: Row, row: Row, text: str, left: float, edge: float) -> bool:
    full = edge - _RAGGED * before.size < before.end and before.text()[-1:] not in _ENDS
    below = 0 < before.y - row.y < 2.6 * before.size
    indented = row.x > left + 1.6 * row.size and row.x > before.x + 1.6 * row.size
    opens = OPENER.match(text) or part_kind(text) or NUMBER_OF_PAGE.fullmatch(text)
    return full and below and not indented and not opens and len(row.cells()) == 1


def edges_of(columns: Sequence[Sequence[Row]], wide: float) -> list[float]:
    """How far the lines of each column can reach: to the next column, else as near to the paper's edge as on the left."""
    starts = [min(row.x for row in rows) for rows in columns]
    edges = []
    for rows, start in zip(columns, starts, strict=True):
        beside = [other for other in starts if other > start + _LEAST_WIDTH * rows[0].size]
        edges.append(min(beside) - rows[0].size if beside else wide - min(starts))
    return edges
