"""The end of the audit log, written to a file outside the database every hour: a cut tail disagrees with it."""

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from sqlalchemy import func, select

from examapp.adapters.security.signing import BadSignatureError, check
from examapp.extensions import db
from examapp.models.audit import AuditEntry
from examapp.services.core.audit import chain_head
from examapp.services.core.chain_checks import at_place
from examapp.services.core.chain_places import UNPLACED, read_heads
from examapp.services.core.ports import Signer
from examapp.services.core.signing_keys import publish_key
from examapp.services.core.transactions import canonical_json, reading

RESTORED = "backup.restored"
KIND = "examapp-head/1"
_BY_ID = -2


@dataclass(frozen=True, slots=True)
class Head:
    """One line of the file: the newest entry at that moment, `epoch`: how many restores came before.

    `ends`: (lane, place, digest) of the last entry of every lane; lines of before have none.
    """

    id: int
    digest: str
    at: str
    epoch: int = 0
    ends: tuple[tuple[int, int, str], ...] = ()

    def places(self) -> tuple[tuple[int, int, str], ...]:
        """What has to be in the log; entries of before lanes are looked for by their number."""
        return self.ends or (((_BY_ID, self.id, self.digest),) if self.id else ())


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
        epoch = db.session.scalar(restores)
        ends = tuple((lane, *end) for lane, end in sorted(read_heads(db.session).items()))
    head = Head(number, digest, now.isoformat(timespec="seconds"), epoch, ends)
    facts = {"typ": KIND, **asdict(head)}
    jws = signer.sign(canonical_json(facts).encode("utf-8"), now=now)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_down(path, canonical_json({**facts, "jws": jws}) + "\n", os.O_APPEND)
    return head


def write_down(path: Path, text: str, how: int) -> None:
    """Write into a file for its owner alone (mode 600), on the disk at the return; `how`: O_APPEND or O_TRUNC."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | how, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


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
    # The line that names a head last, so that no restore is compared with every line after each line.
    last_lines = {(head.id, head.digest): number for number, head in heads}
    # A lane that nobody writes in ends with the same entry hour after hour: it is asked for once.
    digest_at = cache(_digest_at)
    for number, head in heads:
        later = [restore for restore in restores if last_lines.get(_ahead_of(restore), 0) >= number]
        faults = {_fault_of(end, digest_at(*end[:2]), later) for end in head.places()} - {""}
        if faults:
            yield LostHead(number, "changed" if "changed" in faults else "cut", head)


def _restores():
    return select(AuditEntry.data).where(AuditEntry.act == RESTORED).order_by(AuditEntry.id)


def _ahead_of(restore: dict) -> tuple[int, str] | None:
    """The head that the restored log fell behind, as the restore names it."""
    exported = restore.get("exported")
    return (exported["id"], exported["digest"]) if isinstance(exported, dict) else None


def _digest_at(lane: int, place: int) -> str | None:
    where = AuditEntry.id == place if lane == _BY_ID else at_place(lane, place)
    return db.session.scalar(select(AuditEntry.digest).where(where))


def _fault_of(end: tuple[int, int, str], there: str | None, restores: list[dict]) -> str:
    """ "" where the entry is there, or one of the restores says that it was lost."""
    lane, place, digest = end
    if there == digest or any(_last_restored(restore, lane) < place for restore in restores):
        return ""
    return "changed" if there else "cut"


def _last_restored(restore: dict, lane: int) -> int:
    if lane in (_BY_ID, UNPLACED) or "places" not in restore:
        return restore.get("audit", {}).get("entries", 0)
    return restore["places"].get(str(lane), 0)


def _read(line: str, keys: Mapping[str, bytes]) -> Head | None:
    try:
        facts = json.loads(check(json.loads(line)["jws"], keys).payload)
        ends = tuple((int(lane), int(place), str(digest)) for lane, place, digest in facts.get("ends", ()))
        head = Head(facts["id"], facts["digest"], facts["at"], facts["epoch"], ends)
    except (BadSignatureError, ValueError, KeyError, TypeError):
        return None
    return head if facts["typ"] == KIND and type(head.id) is int else None
