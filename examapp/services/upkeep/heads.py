"""The end of the audit log, written to a file outside the database every hour: a cut tail disagrees with it."""

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, select

from examapp.adapters.security.signing import BadSignatureError, check
from examapp.extensions import db
from examapp.models.audit import AuditEntry
from examapp.services.core.audit import chain_head
from examapp.services.core.ports import Signer
from examapp.services.core.signing_keys import publish_key
from examapp.services.core.transactions import canonical_json, reading

RESTORED = "backup.restored"
KIND = "examapp-head/1"


@dataclass(frozen=True, slots=True)
class Head:
    """One line of the file: the last entry at that moment. `epoch`: how many restores came before."""

    id: int
    digest: str
    at: str
    epoch: int = 0


@dataclass(frozen=True, slots=True)
class LostHead:
    """A line that does not agree: `forged` (not signed by us), `cut` (no such entry), `changed` (another there)."""

    line: int
    fault: str
    head: Head | None = None


def export_head(path: Path, *, signer: Signer, now: datetime) -> Head:
    """Add the present end to the file (mode 600); every call is a line, so that a silent hour is seen."""
    publish_key(signer, now=now)
    with reading():
        number, digest = chain_head()
        restores = select(func.count()).select_from(AuditEntry).where(AuditEntry.act == RESTORED)
        head = Head(number, digest, now.isoformat(timespec="seconds"), db.session.scalar(restores))
    facts = {"typ": KIND, "id": head.id, "digest": head.digest, "at": head.at, "epoch": head.epoch}
    jws = signer.sign(canonical_json(facts).encode("utf-8"), now=now)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(canonical_json({**facts, "jws": jws}) + "\n")
        file.flush()
        os.fsync(file.fileno())
    return head


def last_exported(path: Path) -> dict | None:
    """Number and digest in the last line of the file; None without any. Whether it is ours is asked by the check."""
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
        told = json.loads(next(line for line in reversed(lines) if line.strip()))
        return {"id": int(told["id"]), "digest": str(told["digest"])}
    except (OSError, ValueError, KeyError, TypeError, StopIteration):
        return None


def find_lost_heads(path: Path, keys: Mapping[str, bytes]) -> Iterator[LostHead]:
    """Lines of the file that the log does not hold any more; `keys`: public signing keys by kid.

    A step back is right only where the log itself tells of a restore, and names the very head that was ahead.
    """
    heads: list[tuple[int, Head]] = []
    for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), start=1):
        if not line.strip():
            continue
        head = _read(line, keys)
        if head is None:
            yield LostHead(number, "forged")
        else:
            heads.append((number, head))
    restores = [json.loads(data) for data in db.session.scalars(_restores())]
    for place, (number, head) in enumerate(heads):
        digest = db.session.scalar(select(AuditEntry.digest).where(AuditEntry.id == head.id))
        if head.id == 0 or digest == head.digest:
            continue
        later = {(other.id, other.digest) for _, other in heads[place:]}
        if not any(_covers(restore, head, later) for restore in restores):
            yield LostHead(number, "changed" if digest else "cut", head)


def _restores():
    return select(AuditEntry.data).where(AuditEntry.act == RESTORED).order_by(AuditEntry.id)


def _covers(restore: dict, head: Head, later: set[tuple[int, str]]) -> bool:
    exported, restored = restore.get("exported"), restore.get("audit", {})
    if not isinstance(exported, dict):
        return False
    return (exported["id"], exported["digest"]) in later and restored.get("entries", 0) < head.id


def _read(line: str, keys: Mapping[str, bytes]) -> Head | None:
    try:
        facts = json.loads(check(json.loads(line)["jws"], keys).payload)
        head = Head(facts["id"], facts["digest"], facts["at"], facts["epoch"])
    except (BadSignatureError, ValueError, KeyError, TypeError):
        return None
    return head if facts["typ"] == KIND and type(head.id) is int else None
