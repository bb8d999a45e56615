"""Reads one table in a process of its own, within limits of time and memory.

Run as `python -m examapp.adapters.tables.reading_child`; the name on a line and the bytes come in, one JSON goes out.
"""

import json
import subprocess
import sys
from datetime import date, datetime, time, timedelta

from examapp.adapters.children import limit_this_process
from examapp.adapters.tables.spreadsheets import TableUnreadableError, read_sheets_of

MOST_MEMORY = 3 * 1024**3
MOST_SECONDS, MOST_WAITING = 120, 300
_MODULE = "examapp.adapters.tables.reading_child"
# A datetime is a date as well, so it is asked for first.
_MOMENTS = {"datetime": datetime, "date": date, "time": time}


def read_sheets_in_child(data: bytes, file_name: str) -> list[tuple[str, list[list[object]], bool]]:
    """As `read_sheets_of`. Raises TableUnreadableError(those of read_sheets_of; too_slow)."""
    question = json.dumps(file_name).encode() + b"\n" + data
    limits = {"capture_output": True, "timeout": MOST_WAITING, "check": False}
    try:
        done = subprocess.run([sys.executable, "-m", _MODULE], input=question, **limits)  # noqa: S603
    except (subprocess.SubprocessError, OSError) as error:
        raise TableUnreadableError("too_slow") from error
    if not done.stdout:
        # The limits of time and memory end it by a signal, a fault of the library as well; a fault of ours with 1.
        raise TableUnreadableError("not_a_table" if done.returncode == 1 else "too_slow")
    answer = json.loads(done.stdout, object_hook=_moment)
    if "refused" in answer:
        raise TableUnreadableError(answer["refused"])
    return [(name, rows, hidden) for name, rows, hidden in answer["sheets"]]


def _plain(cell: object) -> dict:
    for name, kind in _MOMENTS.items():
        if isinstance(cell, kind):
            return {name: cell.isoformat()}
    if isinstance(cell, timedelta):
        return {"seconds": cell.total_seconds()}
    raise TypeError(type(cell).__name__)


def _moment(told: dict) -> object:
    for name, kind in _MOMENTS.items():
        if name in told:
            return kind.fromisoformat(told[name])
    return timedelta(seconds=told["seconds"]) if "seconds" in told else told


def main() -> None:
    """The child: limits first, then the table."""
    limit_this_process(MOST_MEMORY, MOST_SECONDS)
    name, _, data = sys.stdin.buffer.read().partition(b"\n")
    try:
        answer: dict = {"sheets": read_sheets_of(data, json.loads(name))}
    except TableUnreadableError as error:
        answer = {"refused": error.code}
    except MemoryError:
        answer = {"refused": "too_slow"}
    json.dump(answer, sys.stdout, default=_plain)


if __name__ == "__main__":
    main()
