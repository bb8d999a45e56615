"""Properties of paragraphs and characters by their place in the stream: pages of 512 bytes hold runs ([MS-DOC] 2.9)."""

import struct
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

_PAGE = 512
# Operand sizes by the three highest bits of a code; 6 tells its size itself.
_SIZES = {0: 1, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2, 7: 3}
_TABLE_SHAPE, _TABS = 0xD608, 0xC615
IN_TABLE, ROW_END, LIST_LEVEL, LIST_NUMBER = 0x2416, 0x2417, 0x260A, 0x460B
DEEP_CELL, DEEP_ROW_END = 0x244B, 0x244C
HIDDEN, STRUCK, STRUCK_TWICE, DELETED = 0x083C, 0x0837, 0x2A53, 0x0800


@dataclass(slots=True)
class Runs:
    """Properties of stretches of the stream, in order; `at` finds those of one place."""

    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    values: list[Mapping[int, int]] = field(default_factory=list)

    def add(self, start: int, end: int, properties: Mapping[int, int]) -> None:
        """A further stretch."""
        self.starts.append(start)
        self.ends.append(end)
        self.values.append(properties)

    def at(self, place: int) -> Mapping[int, int]:
        """The properties at a byte of the stream."""
        number = bisect_right(self.starts, place) - 1
        return self.values[number] if number >= 0 and place < self.ends[number] else {}

    def between(self, start: int, end: int) -> Iterator[tuple[int, int, Mapping[int, int]]]:
        """The stretches that touch a part of the stream, cut to it."""
        number = max(0, bisect_right(self.starts, start) - 1)
        while number < len(self.starts) and self.starts[number] < end:
            first, last = max(start, self.starts[number]), min(end, self.ends[number])
            if first < last:
                yield first, last, self.values[number]
            number += 1


def paragraph_runs(stream: bytes, table: bytes) -> Runs:
    """Of all paragraphs; `table` is the list of their pages."""
    return _runs(stream, table, 13, _paragraph)


def character_runs(stream: bytes, table: bytes) -> Runs:
    """Of all characters that have any."""
    return _runs(stream, table, 1, _character)


def _runs(stream: bytes, table: bytes, width: int, read: Callable[[bytes, int], bytes]) -> Runs:
    found: list[tuple[int, int, Mapping[int, int]]] = []
    count = max(0, (len(table) - 4) // 8)
    for number in struct.unpack_from(f"<{count}I", table, 4 * (count + 1)) if count else ():
        page = stream[(number & 0x3FFFFF) * _PAGE :][:_PAGE]
        if len(page) < _PAGE:
            continue
        runs = page[_PAGE - 1]
        places = struct.unpack_from(f"<{runs + 1}I", page)
        for at in range(runs):
            offset = page[4 * (runs + 1) + at * width] * 2
            found.append((places[at], places[at + 1], properties_of(read(page, offset)) if offset else {}))
    made = Runs()
    for start, end, properties in sorted(found, key=lambda one: one[0]):
        made.add(start, end, properties)
    return made


def _paragraph(page: bytes, at: int) -> bytes:
    size = page[at] * 2 - 1
    if size < 0:
        at, size = at + 1, page[at + 1] * 2
    # The first two bytes name the style.
    return page[at + 3 : at + 1 + size]


def _character(page: bytes, at: int) -> bytes:
    return page[at + 1 : at + 1 + page[at]]


def properties_of(codes: bytes) -> dict[int, int]:
    """Codes with their values; of what is longer than four bytes only that it is there."""
    found: dict[int, int] = {}
    at = 0
    while at + 2 < len(codes):
        code = codes[at] | codes[at + 1] << 8
        at += 2
        size = _SIZES.get(code >> 13)
        if code == _TABLE_SHAPE:
            size = 1 + int.from_bytes(codes[at : at + 2], "little")
        elif size is None:
            # A list of tabs that is too long does not tell its size: nothing behind it can be read.
            size = 1 + codes[at] if code != _TABS or codes[at] < 255 else len(codes)
        found[code] = int.from_bytes(codes[at : at + size], "little") if size <= 4 else 1
        at += size
    return found
