"""A PDF as lines of typed text; scans, tables and letters that no program can tell are refused in words."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from examapp.adapters.item_files.headers import find_header
from examapp.adapters.item_files.portable.lines import (
    NUMBER_OF_PAGE,
    OPENER,
    Row,
    columns_of,
    edges_of,
    rows_of,
    sentences_of,
)
from examapp.adapters.item_files.portable.pages import Page, pages_of
from examapp.adapters.item_files.stories import PICTURE_WORD, Block
from examapp.adapters.tables.refusals import FileRefusedError

_DIGITS = re.compile(r"\d+")
_TELLS = re.compile(r"答案|解析|[（(]?[A-HＡ-Ｈ]\s?[.．、)）]|[√×]")
_STRANGE_SHARE = 0.01
_MARGIN = 0.12
_WIDE_GAP = 1.5
_LEAST_ROWS = 4
_ENDS = ("。", "！", "？", "；", "，")


def blocks_of_pdf(content: bytes) -> tuple[list[Block], list[tuple[str, str]]]:
    """Lines, and what nobody reads (reason, words).

    Raises FileRefusedError(those of pages_of; pdf_scan, pdf_letters, pdf_table, pdf_columns).
    """
    pages = pages_of(content)
    signs = sum(len(piece.text) for page in pages for piece in page.pieces)
    strange = sum(page.strange for page in pages)
    if strange > _STRANGE_SHARE * (signs + strange):
        raise FileRefusedError("pdf_letters")
    if not signs:
        seen = any(page.pictures or page.aside for page in pages)
        raise FileRefusedError("pdf_scan" if seen else "file_empty")
    left_out = [("letters_unread", f"共 {strange} 个字")] if strange else []
    rows = [rows_of(page.pieces) for page in pages]
    running = _running([_edges(*both) for both in zip(rows, pages, strict=True)])
    usual = _usual_pictures(pages)
    blocks: list[Block] = []
    for number, page in enumerate(pages, 1):
        left_out += page.aside
        left_out += [("page_header", row.text()) for row in running[number - 1]]
        body = [row for row in rows[number - 1] if row not in running[number - 1]]
        blocks += _lines_of(number, page, body, usual, left_out)
    return blocks, left_out


def _lines_of(
    number: int, page: Page, body: Sequence[Row], usual: set[str], left_out: list[tuple[str, str]]
) -> list[Block]:
    if any(len(cells := row.cells()) > 2 and find_header([cells]) for row in body):
        raise FileRefusedError("pdf_table")
    columns = columns_of(body)
    lines = [
        (part, row.y, text)
        for part, (rows, edge) in enumerate(zip(columns, edges_of(columns, page.width), strict=True))
        for row, text in sentences_of(rows, edge)
    ]
    for at, (name, x, top) in enumerate(page.pictures, 1):
        left_out.append(("picture", f"第 {number} 页的第 {at} 张图"))
        if name not in usual:
            lines.append((_column_at(columns, x), top, PICTURE_WORD))
    return [text for _, _, text in sorted(lines, key=lambda line: (line[0], -line[1]))]


def _column_at(columns: Sequence[Sequence[Row]], x: float) -> int:
    """The last column that begins left of a place."""
    starts = [min(row.x for row in rows) for rows in columns]
    return max((at for at, start in enumerate(starts) if start <= x + 1), default=0)


def _usual_pictures(pages: Sequence[Page]) -> set[str]:
    """A picture of every page is no picture of a question."""
    if len(pages) < 3:
        return set()
    drawn = Counter(name for page in pages for name in {name for name, _, _ in page.pictures} if name)
    return {name for name, count in drawn.items() if count == len(pages)}


def _running(candidates: Sequence[Sequence[Row]]) -> list[list[Row]]:
    """For each page the rows in its margins that stand at the same place on most other pages, or number the page."""
    places = Counter(mark for rows in candidates for mark in {_mark(row) for row in rows})
    least = max(2, len(candidates) / 2)
    return [
        [row for row in rows if places[_mark(row)] >= least or NUMBER_OF_PAGE.fullmatch(row.text())]
        for rows in candidates
    ]


def _mark(row: Row) -> tuple[str, int]:
    return _DIGITS.sub("#", row.text()), round(row.y / 4)


def _edges(rows: Sequence[Row], page: Page) -> list[Row]:
    """One or two rows of each margin that a wider gap parts from all others; nothing that can belong to a question."""
    if len(rows) < _LEAST_ROWS:
        return []
    gaps = [before.y - row.y for before, row in pairwise(rows)]
    wide = _WIDE_GAP * median(gaps)
    edges = []
    for side, within in ((1, page.height * (1 - _MARGIN)), (-1, page.height * _MARGIN)):
        order, steps = rows[::side], gaps[::side]
        for count in (1, 2):
            block = order[:count]
            if any((row.y - within) * side < 0 or _is_of_question(row.text()) for row in block):
                break
            if steps[count - 1] > wide:
                edges += block
                break
    return edges


def _is_of_question(text: str) -> bool:
    if NUMBER_OF_PAGE.fullmatch(text):
        return False
    return bool(_TELLS.search(text) or OPENER.match(text)) or text.endswith(_ENDS)
