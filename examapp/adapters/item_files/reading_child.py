"""Reads one item file in a process of its own, within limits of time and memory.

Run as `python -m examapp.adapters.item_files.reading_child`; one line of JSON (the name, and what was said of
the file) and the bytes come in.
Lines of JSON go out: how many items are read, and at last the result or the refusal.
"""

import json
import subprocess
import sys
from collections.abc import Mapping

from examapp.adapters.children import limit_this_process, talking_child
from examapp.adapters.item_files.carrying import packed, unpacked
from examapp.adapters.item_files.directions import directions_from
from examapp.adapters.item_files.drafts import ReadResult
from examapp.adapters.item_files.reading import read_file
from examapp.adapters.item_files.tables import Progress
from examapp.adapters.tables.refusals import FileRefusedError

MOST_MEMORY = 3 * 1024**3
# 20 MB of an honest workbook take some 30 seconds on a slow machine.
MOST_SECONDS = 120
MOST_WAITING = 300
_MODULE = "examapp.adapters.item_files.reading_child"


def read_in_child(
    name: str, content: bytes, progress: Progress | None = None, directions: Mapping | None = None
) -> ReadResult:
    """As `read_file`; `directions` are plain, as `directions_from` takes them.

    Raises FileRefusedError(those of read_file; unreadable, too_slow).
    """
    question = json.dumps([name, directions or {}]).encode() + b"\n" + content
    with talking_child(_MODULE, seconds=MOST_WAITING) as child:
        return _talk(child, question, progress)


def _talk(child: subprocess.Popen, question: bytes, progress: Progress | None) -> ReadResult:
    try:
        child.stdin.write(question)
        child.stdin.close()
        for line in child.stdout:
            said = json.loads(line)
            if "result" in said:
                return unpacked(said["result"])
            if "refused" in said:
                raise FileRefusedError(said["refused"], **said["data"])
            if progress and "done" in said:
                progress(said["done"])
    except FileRefusedError:
        raise
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise FileRefusedError("unreadable") from error
    # It said nothing more: a fault of ours ends it with 1, the limits of time and memory by a signal.
    raise FileRefusedError("unreadable" if child.wait() == 1 else "too_slow")


def main() -> None:
    """The child: limits first, then the file."""
    limit_this_process(MOST_MEMORY, MOST_SECONDS)
    question, _, content = sys.stdin.buffer.read().partition(b"\n")
    name, directions = json.loads(question)
    try:
        result = read_file(name, content, lambda done: _say({"done": done}), directions_from(directions))
    except FileRefusedError as error:
        _say({"refused": error.code, "data": error.data})
    except MemoryError:
        _say({"refused": "too_slow", "data": {}})
    else:
        _say({"result": packed(result)})


def _say(said: dict) -> None:
    sys.stdout.write(json.dumps(said, default=str) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
