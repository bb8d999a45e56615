"""The end of the audit log is told to others, and what they gave back is compared with the file of heads."""

import base64
import binascii
import hashlib
import json
import logging
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from examapp.adapters.security.time_stamps import BadStampError
from examapp.adapters.witnesses import WitnessError
from examapp.services.core.ports import Ports, StampAuthority, Webhook
from examapp.services.core.transactions import canonical_json
from examapp.services.upkeep.heads import export_head, write_down

log = logging.getLogger(__name__)
# A new receiver is told the last days, not years.
MOST_SENT = 200


@dataclass(frozen=True, slots=True)
class StampFinding:
    """A line of the file of stamps: `fault` bad (proves nothing), unstamped (its head is not in the file any more),
    or "" with the moment of the stamp.
    """

    line: int
    fault: str
    at: datetime | None = None


def tell_of_head(path: Path, *, ports: Ports, now: datetime) -> None:
    """Every hour: the end into the file, and from there to whoever is named in the settings."""
    export_head(path, signer=ports.signer, now=now)
    if ports.webhook:
        send_heads(path, ports.webhook)
    if ports.authority:
        stamp_head(path, ports.authority, now=now)


def send_heads(path: Path, webhook: Webhook) -> int:
    """Post the lines that were not taken yet, in their order, up to the first that is not taken; gives how many.

    Outside of any transaction. How far it got stands in a file beside; what was not taken is tried again next time.
    """
    lines = _lines(path)
    mark = path.with_suffix(".sent")
    sent = _read_mark(mark)
    first = max(sent if sent <= len(lines) else 0, len(lines) - MOST_SENT)
    taken = 0
    for number, line in enumerate(lines[first:], start=first + 1):
        try:
            webhook.send(line)
        except WitnessError as error:
            log.warning("the end of the audit log was not taken by the webhook: %s", error)
            break
        taken += 1
        write_down(mark, str(number), os.O_TRUNC)
    return taken


def stamp_head(path: Path, authority: StampAuthority, *, now: datetime) -> bool:
    """Have the last line of the file of heads stamped; the token goes to a file beside. Outside of any transaction."""
    line = _lines(path)[-1]
    digest = _digest(line)
    try:
        token = authority.stamp(digest)
    except WitnessError as error:
        log.warning("the end of the audit log was not stamped: %s", error)
        return False
    facts = {"head": digest.hex(), "asked_at": now.isoformat(timespec="seconds")}
    facts["token"] = base64.b64encode(token).decode("ascii")
    write_down(stamps_file(path), canonical_json(facts) + "\n", os.O_APPEND)
    return True


def stamps_file(heads: Path) -> Path:
    """Where the time stamps of a file of heads are kept."""
    return heads.with_suffix(".stamps.jsonl")


def check_stamps(heads: Path, check: Callable[[bytes, bytes], datetime]) -> Iterator[StampFinding]:
    """Every stamp; `check` gives the moment of a token over a digest, or raises BadStampError."""
    known = {_digest(line) for line in _lines(heads)} if heads.exists() else set()
    for number, line in enumerate(_lines(stamps_file(heads)), start=1):
        try:
            facts = json.loads(line)
            digest = bytes.fromhex(facts["head"])
            at = check(base64.b64decode(facts["token"], validate=True), digest)
        except (BadStampError, ValueError, KeyError, TypeError, binascii.Error):
            yield StampFinding(number, "bad")
            continue
        yield StampFinding(number, "" if digest in known else "unstamped", at)


def _digest(line: str) -> bytes:
    return hashlib.sha256(line.encode("utf-8")).digest()


def _lines(path: Path) -> list[str]:
    text = path.read_text(encoding="utf-8", errors="replace")
    return [line for line in text.splitlines() if line.strip()]


def _read_mark(path: Path) -> int:
    try:
        return int(path.read_text(encoding="ascii"))
    except (OSError, ValueError):
        return 0
