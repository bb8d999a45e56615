"""What one simulated candidate saw, written down as it happens, one JSON line an event; and the same read back."""

import json
import threading
from dataclasses import dataclass, field
from pathlib import Path


class Tape:
    """The log of one candidate on disk: written before the thing is done (made) or when it was seen (acked, told)."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("a", encoding="utf-8", buffering=1)
        self._lock = threading.Lock()

    def write(self, what: str, **facts: object) -> None:
        """One line; a line is whole or not there."""
        line = json.dumps({"what": what, **facts}, ensure_ascii=False, separators=(",", ":"))
        with self._lock:
            self._file.write(line + "\n")

    def close(self) -> None:
        """Nothing follows."""
        self._file.close()


@dataclass(frozen=True, slots=True)
class MadeStep:
    """One answer as the candidate gave it."""

    seq: int
    slot: int
    response: tuple[str, ...]


@dataclass(slots=True)
class History:
    """One candidate's log: `acked` maps step ids to the moment (s), `late` are those told to have come too late to count."""

    attempt: str
    made: dict[str, MadeStep] = field(default_factory=dict)
    acked: dict[str, float] = field(default_factory=dict)
    late: set[str] = field(default_factory=set)
    refused: dict[str, str] = field(default_factory=dict)
    deadlines: list[int] = field(default_factory=list)
    papers: set[str] = field(default_factory=set)
    results: list[tuple[int, int]] = field(default_factory=list)
    longest_wait: float = 0.0


def read_history(attempt: str, path: Path) -> History:
    """The log of one candidate. Raises ValueError for a line that is none."""
    history = History(attempt)
    began: dict[str, float] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        event = json.loads(line)
        _take(history, began, event)
    return history


def _take(history: History, began: dict[str, float], event: dict) -> None:
    what = event["what"]
    if what == "made":
        for one, seq, slot, response in event["steps"]:
            history.made[one] = MadeStep(seq, slot, tuple(response))
            began[one] = event["at"]
    elif what == "acked":
        new = [one for one in event["ids"] if one not in history.acked]
        for one in new:
            history.longest_wait = max(history.longest_wait, event["at"] - began.get(one, event["at"]))
            history.acked[one] = event["at"]
        # Only what it was told first: whoever said otherwise of a repeat later is found by the score.
        history.late.update(set(new) & set(event["late"]))
        history.deadlines.append(event["deadline"])
    elif what == "refused":
        history.refused.update(dict.fromkeys(event["ids"], event["code"]))
    elif what == "opened":
        history.papers.add(event["paper"])
        history.deadlines.append(event["deadline"])
    elif what == "told":
        history.results.append((event["score_tenths"], event["full_tenths"]))
