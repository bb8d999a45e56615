"""A .doc as blocks: paragraphs with the numbers of their lists, tables, and what is hidden, struck or aside."""

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from examapp.adapters.item_files.old_word.containers import streams_of
from examapp.adapters.item_files.old_word.lists import Lists
from examapp.adapters.item_files.old_word.properties import (
    DEEP_CELL,
    DEEP_ROW_END,
    DELETED,
    HIDDEN,
    IN_TABLE,
    LIST_LEVEL,
    LIST_NUMBER,
    ROW_END,
    STRUCK,
    STRUCK_TWICE,
    Runs,
    character_runs,
    paragraph_runs,
)
from examapp.adapters.item_files.stories import PICTURE_WORD, Block, Table
from examapp.adapters.tables.refusals import FileRefusedError

_BROKEN = (struct.error, ValueError, IndexError, KeyError, OverflowError)
_WORD_97 = 0xC1
_LOCKED, _OTHER_TABLE = 0x0100, 0x0200
# Places of what is read in the list of parts at byte 154: eight bytes each, offset and size.
_CHARACTERS, _PARAGRAPHS, _PIECES, _LISTS, _OVERRIDES = 12, 13, 33, 73, 74
# Lengths in signs of what stands behind one another in the text, from byte 76.
_ASIDE = (
    (80, "footnote"),
    (84, "page_header"),
    (92, "comment_word"),
    (96, "footnote"),
    (100, ""),
    (104, "page_header"),
)
_TEXT = 76
_SIGNS = {"\x0b": "\n", "\x1e": "-", "\xa0": " ", "\x0e": "\n"}
_PICTURES = "\x01\x08"
_ENDS = "\r\x07\x0c"
MOST_SIGNS = 6_000_000


def blocks_of_old_word(content: bytes) -> tuple[list[Block], list[tuple[str, str]]]:
    """The document's blocks, and what nobody reads (reason, words).

    Raises FileRefusedError(zip_locked, old_word for what is older than Word 97, word_broken).
    """
    try:
        return _Document(streams_of(content)).blocks()
    except FileRefusedError:
        raise
    except _BROKEN as error:
        raise FileRefusedError("word_broken") from error


@dataclass(slots=True)
class _Piece:
    """A stretch of the text: its first sign and the byte of the stream where it stands; `width` bytes a sign."""

    first: int
    text: str
    start: int
    width: int

    def byte_of(self, sign: int) -> int:
        """Where a sign of the text, counted from the document's first, stands in the stream."""
        return self.start + (sign - self.first) * self.width


class _Document:
    def __init__(self, streams: dict[str, bytes]) -> None:
        self._stream = streams["WordDocument"]
        version, flags = struct.unpack_from("<H6xH", self._stream, 2)
        if flags & _LOCKED:
            raise FileRefusedError("zip_locked")
        if version < _WORD_97:
            raise FileRefusedError("old_word")
        self._table = streams["1Table" if flags & _OTHER_TABLE else "0Table"]
        self._pieces = self._read_pieces()
        self._text = "".join(piece.text for piece in self._pieces)
        self._paragraphs = paragraph_runs(self._stream, self._part(_PARAGRAPHS))
        self._characters = character_runs(self._stream, self._part(_CHARACTERS))
        self._lists = Lists(self._table, self._place(_LISTS), self._place(_OVERRIDES))
        self._left_out: list[tuple[str, str]] = []
        self._pictures = 0

    def blocks(self) -> tuple[list[Block], list[tuple[str, str]]]:
        length = struct.unpack_from("<I", self._stream, _TEXT)[0]
        blocks = self._read(0, length)
        for at, reason in _ASIDE:
            size = struct.unpack_from("<I", self._stream, at)[0]
            told = self._read(length, length + size) if size else []
            length += size
            if reason:
                self._left_out += [(reason, one) for one in told if isinstance(one, str) and one.strip()]
            else:
                # Text boxes are part of the page.
                blocks += told
        return blocks, self._left_out

    def _place(self, part: int) -> tuple[int, int]:
        offset, size = struct.unpack_from("<II", self._stream, 154 + 8 * part)
        return (offset, size) if offset + size <= len(self._table) else (0, 0)

    def _part(self, part: int) -> bytes:
        offset, size = self._place(part)
        return self._table[offset : offset + size]

    def _read_pieces(self) -> list[_Piece]:
        listed = self._part(_PIECES)
        at = 0
        while listed[at] == 1:
            at += 3 + struct.unpack_from("<H", listed, at + 1)[0]
        size = struct.unpack_from("<I", listed, at + 1)[0]
        count = (size - 4) // 12
        at += 5
        bounds = struct.unpack_from(f"<{count + 1}I", listed, at)
        if bounds[-1] > MOST_SIGNS:
            raise FileRefusedError("too_many_lines", most=MOST_SIGNS)
        pieces = []
        for number in range(count):
            place = struct.unpack_from("<I", listed, at + 4 * (count + 1) + 8 * number + 2)[0]
            length = bounds[number + 1] - bounds[number]
            narrow = bool(place & 0x40000000)
            start = (place & 0x3FFFFFFF) // 2 if narrow else place & 0x3FFFFFFF
            width = 1 if narrow else 2
            raw = self._stream[start : start + length * width]
            text = raw.decode("cp1252" if narrow else "utf-16-le", "replace").ljust(length, " ")[:length]
            pieces.append(_Piece(bounds[number], text, start, width))
        return pieces

    def _within(self, first: int, end: int) -> Iterator[tuple[_Piece, int, int]]:
        """The pieces of a part of the text, and the signs of each (first, behind the last) that belong to it."""
        for piece in self._pieces:
            start, stop = max(first, piece.first), min(end, piece.first + len(piece.text))
            if start < stop:
                yield piece, start, stop

    def _read(self, first: int, end: int) -> list[Block]:
        reader = _Reader(self._paragraphs, self._lists)
        skipped = self._unseen(first, end)
        words: list[str] = []
        fields: list[bool] = []
        # Fields whose instruction stands here: of a field only what it shows is text.
        instructions = 0
        for piece, start, stop in self._within(first, end):
            for at in range(start, stop):
                sign = piece.text[at - piece.first]
                if sign in _ENDS:
                    reader.end("".join(words), sign, piece.byte_of(at))
                    words = []
                elif sign == "\x13":
                    fields.append(True)
                    instructions += 1
                elif sign == "\x14" and fields:
                    instructions -= fields[-1]
                    fields[-1] = False
                elif sign == "\x15" and fields:
                    instructions -= fields.pop()
                elif instructions or at in skipped:
                    continue
                elif sign in _PICTURES:
                    self._pictures += 1
                    self._left_out.append(("picture", f"Word 里的第 {self._pictures} 张图"))
                    words.append(PICTURE_WORD)
                elif sign >= " " or sign in _SIGNS or sign == "\t":
                    words.append(_SIGNS.get(sign, sign))
        reader.end("".join(words), "\r", -1)
        return reader.done()

    def _unseen(self, first: int, end: int) -> set[int]:
        """The signs that nobody sees on the page; their words are told."""
        skipped: set[int] = set()
        for piece, begin, stop in self._within(first, end):
            # From the start of the piece: in a broken file a run may reach over those behind it.
            for start, last, told in self._characters.between(piece.start, piece.byte_of(stop)):
                reason = _reason(told)
                if not reason:
                    continue
                places = range(
                    max(begin, piece.first + (start - piece.start) // piece.width),
                    piece.first + (last - piece.start) // piece.width,
                )
                inside = [at for at in places if self._text[at] not in _ENDS]
                skipped.update(inside)
                words = "".join(self._text[at] for at in inside if self._text[at] >= " ").strip()
                if words:
                    self._left_out.append((reason, words))
        return skipped


def _reason(told: Mapping[int, int]) -> str:
    if told.get(HIDDEN) in (1, 0x81):
        return "hidden_text"
    return "struck_text" if any(told.get(code) == 1 for code in (STRUCK, STRUCK_TWICE, DELETED)) else ""


class _Reader:
    """Puts paragraphs one behind the other, and those of a table into its cells."""

    def __init__(self, paragraphs: Runs, lists: Lists) -> None:
        self._paragraphs = paragraphs
        self._lists = lists
        self._blocks: list[Block] = []
        self._table: Table | None = None
        self._row: list[str] = []
        self._cell: list[str] = []

    def end(self, text: str, sign: str, place: int) -> None:
        """A paragraph that `sign` ends at a byte of the stream."""
        told = self._paragraphs.at(place)
        if told.get(LIST_NUMBER) and text.strip():
            text = self._lists.of(told[LIST_NUMBER], told.get(LIST_LEVEL, 0)) + text
        if told.get(ROW_END):
            self._end_row()
        elif told.get(DEEP_ROW_END):
            return
        elif told.get(IN_TABLE):
            self._cell.append(text)
            if sign == "\x07" and not told.get(DEEP_CELL):
                self._row.append("\n".join(self._cell))
                self._cell = []
        else:
            self._end_table()
            self._blocks.append(text)

    def done(self) -> list[Block]:
        """All blocks."""
        self._end_table()
        return self._blocks

    def _end_row(self) -> None:
        self._table = self._table or Table()
        self._table.rows.append(self._row)
        self._row, self._cell = [], []

    def _end_table(self) -> None:
        if self._row or self._cell:
            # A row that nothing ended.
            self._row.append("\n".join(self._cell))
            self._end_row()
        if self._table is not None:
            self._blocks.append(self._table)
            self._table = None
