"""The streams of an OLE container: sectors in chains, small streams in a stream of their own ([MS-CFB])."""

import struct

# From here on a number is no sector but the end of a chain, or nothing.
_LAST_SECTOR = 0xFFFFFFFA
_ENTRY = 128
_STREAM, _ROOT = 2, 5
_SMALL_SHIFT = 6
_FIRST_TABLES = 109


def streams_of(content: bytes) -> dict[str, bytes]:
    """Streams by their name (of two with one name the first). Raises ValueError, struct.error for what is broken."""
    return _Container(content).streams()


class _Container:
    def __init__(self, content: bytes) -> None:
        self._content = content
        self._shift = struct.unpack_from("<H", content, 30)[0]
        if self._shift not in (9, 12):
            raise ValueError("sector size")
        self._most = (len(content) >> self._shift) + 1
        self._directory = struct.unpack_from("<I", content, 48)[0]
        self._cutoff, first_small = struct.unpack_from("<II", content, 56)
        self._table = self._read_table()
        self._small_table = _numbers(self._chain(first_small))

    def streams(self) -> dict[str, bytes]:
        entries = self._chain(self._directory)
        found: dict[str, bytes] = {}
        small = b""
        for at in range(0, len(entries) - _ENTRY + 1, _ENTRY):
            length, kind = struct.unpack_from("<HB", entries, at + 64)
            start, size = struct.unpack_from("<II", entries, at + 116)
            if kind == _ROOT:
                small = self._chain(start)
            elif kind == _STREAM:
                name = entries[at : at + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
                is_small = size < self._cutoff
                data = self._small_chain(small, start, size) if is_small else self._chain(start)
                found.setdefault(name, data[:size])
        return found

    def _read_table(self) -> tuple[int, ...]:
        """The table of all chains: its own sectors stand in the header, more of them in sectors of their own."""
        places = list(struct.unpack_from(f"<{_FIRST_TABLES}I", self._content, 76))
        more, count = struct.unpack_from("<II", self._content, 68)
        for _ in range(min(count, self._most)):
            if more >= _LAST_SECTOR:
                break
            numbers = _numbers(self._sector(more))
            places += numbers[:-1]
            more = numbers[-1]
        return _numbers(b"".join(self._sector(place) for place in places if place < _LAST_SECTOR))

    def _sector(self, number: int) -> bytes:
        start = (number + 1) << self._shift
        return self._content[start : start + (1 << self._shift)]

    def _chain(self, start: int) -> bytes:
        return b"".join(self._sector(place) for place in self._places(start, self._table))

    def _small_chain(self, small: bytes, start: int, size: int) -> bytes:
        places = self._places(start, self._small_table) if size else []
        width = 1 << _SMALL_SHIFT
        return b"".join(small[place * width : (place + 1) * width] for place in places)

    def _places(self, start: int, table: tuple[int, ...]) -> list[int]:
        places: list[int] = []
        while start < _LAST_SECTOR:
            if len(places) > len(table) or start >= len(table):
                raise ValueError("chain")
            places.append(start)
            start = table[start]
        return places


def _numbers(sectors: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(sectors) // 4}I", sectors[: len(sectors) // 4 * 4])
