"""What comes next behind a line: choices, an answer, a number, a heading."""

from bisect import bisect_right
from collections.abc import Sequence

from examapp.adapters.item_files.prose.signs import Line


class Ahead:
    """What comes next behind a line, without going there again and again."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines
        self._last = len(lines)
        self._cores = [at for at, line in enumerate(lines) if _is_core(lines, at)]
        self._runs = [at for at, line in enumerate(lines) if line.kind == "choice" and line.letter == 0]
        self._answers = [at for at, line in enumerate(lines) if line.kind == "answer"]
        self._heads = [at for at, line in enumerate(lines) if line.kind in ("heading", "chapter", "list")]
        self._numbers = [at for at, line in enumerate(lines) if line.kind == "number"]
        self._styles: dict[str, list[int]] = {}
        for at in self._numbers:
            self._styles.setdefault(lines[at].style, []).append(at)

    def _next(self, places: list[int], at: int) -> int:
        where = bisect_right(places, at)
        return places[where] if where < len(places) else self._last

    def core(self, at: int, style: str = "") -> bool:
        """Whether choices or an answer come before the next number (of a style, or of any)."""
        numbers = self._styles.get(style, []) if style else self._numbers
        return self._next(self._cores, at) < min(
            self._next(numbers, at), self._next(self._heads, at), self._last
        )

    def count(self, at: int) -> int:
        """The next sure number of the same part, 0 when there is none."""
        place = self._next(self._numbers, at)
        return self._lines[place].count if place < min(self._next(self._heads, at), self._last) else 0

    def answer(self, at: int) -> bool:
        """Whether an answer comes before the next number."""
        return self._next(self._answers, at) < min(
            self._next(self._numbers, at), self._next(self._heads, at), self._last
        )

    def run(self, at: int) -> bool:
        """Whether choices come before the next number."""
        return self._next(self._runs, at) < min(
            self._next(self._numbers, at), self._next(self._heads, at), self._last
        )


def _is_core(lines: Sequence[Line], at: int) -> bool:
    line = lines[at]
    return line.kind == "answer" or (line.kind == "choice" and line.letter == 0)
