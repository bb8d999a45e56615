"""Judges a file that a stranger brought in a process of its own, limited in time and memory, one at a time.

Run as `python -m examapp.adapters.documents.check_child`; one line of keys and the file come in, JSON goes out.
"""

import json
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import asdict

from examapp.adapters.children import limit_this_process
from examapp.adapters.documents.judging import judge
from examapp.domain.differences import Difference
from examapp.domain.record_judgements import Judgement, Level, Outcome, TrustedKey, unreadable

MOST_MEMORY = 1024**3
MOST_SECONDS, PATIENCE = 15, 5
# One is judged and one waits, each holding a thread of the site; SQLite has four, and people are answering.
_places = threading.BoundedSemaphore(2)
_turns = threading.BoundedSemaphore(1)


def judge_apart(file: bytes, keys: Mapping[str, TrustedKey]) -> Judgement:
    """The judgement; whatever the file does to its reader, only the reader ends (unreadable: too_slow, busy)."""
    if not _places.acquire(blocking=False):
        return unreadable("busy")
    try:
        if not _turns.acquire(timeout=PATIENCE):
            return unreadable("busy")
        try:
            return _run(file, keys)
        finally:
            _turns.release()
    finally:
        _places.release()


def _run(file: bytes, keys: Mapping[str, TrustedKey]) -> Judgement:
    spelt = {kid: [key.public.hex(), key.revoked_at] for kid, key in keys.items()}
    command = [sys.executable, "-m", "examapp.adapters.documents.check_child"]
    given = json.dumps(spelt).encode("ascii") + b"\n" + file
    limits = {"timeout": MOST_SECONDS, "check": False}
    try:
        done = subprocess.run(command, input=given, capture_output=True, **limits)  # noqa: S603
    except subprocess.TimeoutExpired:
        return unreadable("too_slow")
    if done.returncode:
        return unreadable("too_slow")
    told = json.loads(done.stdout)
    return Judgement(
        Outcome(told["outcome"]),
        Level(told["level"]) if told["level"] else None,
        tuple(Difference(**difference) for difference in told["differences"]),
        tuple(told["remarks"]),
        told["facts"],
        told["reason"],
    )


def main() -> None:
    """Limits first, then the file."""
    limit_this_process(MOST_MEMORY, MOST_SECONDS)
    spelt = json.loads(sys.stdin.buffer.readline())
    keys = {kid: TrustedKey(bytes.fromhex(public), revoked) for kid, (public, revoked) in spelt.items()}
    judgement = judge(sys.stdin.buffer.read(), keys)
    sys.stdout.write(json.dumps(asdict(judgement)))


if __name__ == "__main__":
    main()
