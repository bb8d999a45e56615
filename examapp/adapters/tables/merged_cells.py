"""Cells that were merged over several rows: each row says what the first one says."""

from collections.abc import Iterable

Range = tuple[tuple[int, int], tuple[int, int]]
MOST_FILLED = 200_000


def fill_merged(rows: list[list[object]], ranges: Iterable[Range] | None) -> list[list[object]]:
    """The rows with the value of each range's first cell in the cells below it; corners count from 0, the last is inside.

    Only empty cells are filled, and no more than MOST_FILLED of them: a range is a claim of the file.
    """
    left = MOST_FILLED
    for (first_row, column), (last_row, _) in ranges or ():
        if first_row >= len(rows) or column >= len(rows[first_row]):
            continue
        value = rows[first_row][column]
        for row in rows[first_row + 1 : last_row + 1]:
            if column < len(row) and row[column] in ("", None) and left > 0:
                row[column] = value
                left -= 1
    return rows
