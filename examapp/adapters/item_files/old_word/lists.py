"""Lists of a .doc: which numbers Word draws before paragraphs ([MS-DOC] 2.9.131, 2.9.147, 2.9.150)."""

import struct

from examapp.adapters.item_files.word_numbers import Counts, Level

_KINDS = {3: "upperLetter", 4: "lowerLetter", 23: "bullet", 255: "none"}
_CHINESE = (10, 11, 12, 13, 17, *range(33, 42))


class Lists:
    """The lists of a document and how far each has counted."""

    def __init__(self, table: bytes, lists: tuple[int, int], overrides: tuple[int, int]) -> None:
        self._levels: dict[tuple[int, int], Level] = {}
        self._owners: list[int] = []
        self._fresh: dict[tuple[str, str], int] = {}
        self._counts = Counts()
        if lists[1] and overrides[1]:
            self._read_lists(table, *lists)
            self._read_overrides(table, overrides[0])

    def of(self, number: int, depth: int) -> str:
        """What stands before the words of a paragraph of list `number` (from 1), e.g. "1. "; "" for none."""
        if not 0 < number <= len(self._owners):
            return ""
        owner = self._owners[number - 1]
        level = self._levels.get((owner, depth))
        if level is None or level.kind in ("bullet", "none"):
            return ""
        start = self._fresh.pop((str(number), str(depth)), None)
        return self._counts.drawn(str(owner), str(depth), level, start)

    def _read_lists(self, table: bytes, at: int, size: int) -> None:
        count = struct.unpack_from("<h", table, at)[0]
        place = at + size
        for number in range(max(0, count)):
            head = at + 2 + 28 * number
            owner, simple = struct.unpack_from("<i", table, head)[0], table[head + 26] & 1
            for depth in range(1 if simple else 9):
                self._levels[owner, depth], place = _level(table, place, depth)

    def _read_overrides(self, table: bytes, at: int) -> None:
        count = max(0, struct.unpack_from("<i", table, at)[0])
        place = at + 4 + 16 * count
        for number in range(1, count + 1):
            owner, changes = struct.unpack_from("<i8xB", table, at + 4 + 16 * (number - 1))
            self._owners.append(owner)
            place += 4
            for _ in range(changes):
                start, said = struct.unpack_from("<iI", table, place)
                place += 8
                depth = said & 0xF
                if said & 0x20:
                    level, place = _level(table, place, depth)
                    start = level.start
                if said & 0x10:
                    self._fresh[str(number), str(depth)] = start


def _level(table: bytes, at: int, depth: int) -> tuple[Level, int]:
    start, kind = struct.unpack_from("<iB", table, at)
    characters, paragraph = table[at + 24], table[at + 25]
    at += 28 + characters + paragraph
    length = struct.unpack_from("<H", table, at)[0]
    shown = table[at + 2 : at + 2 + 2 * length].decode("utf-16-le", "replace")
    signs = "".join(f"%{ord(sign) + 1}" if ord(sign) < 9 else sign for sign in shown)
    name = _KINDS.get(kind) or ("chinese" if kind in _CHINESE else "decimal")
    return Level(name, signs, start), at + 2 + 2 * length
