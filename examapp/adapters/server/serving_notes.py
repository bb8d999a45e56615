"""Where the server of this data folder listens: written when it starts, read by commands that print addresses."""

import hashlib
import json
import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

FILE_NAME = "serving.json"


@dataclass(frozen=True)
class ServingNote:
    """`database` is a fingerprint of the database's address; `running`: the process that wrote it is alive."""

    base_url: str
    database: str
    running: bool


def fingerprint_of(database_url: str) -> str:
    """Tells two databases apart and gives no password away."""
    return hashlib.sha256(database_url.encode()).hexdigest()[:16]


def write_note(data_dir: Path, base_url: str, database_url: str) -> None:
    """Replace the note in one step. A folder that cannot be written to loses only a convenience."""
    facts = {"base_url": base_url, "database": fingerprint_of(database_url), "process": os.getpid()}
    part = data_dir / f"{FILE_NAME}.{os.getpid()}.part"
    with suppress(OSError):
        part.write_text(json.dumps(facts), encoding="utf-8")
        part.chmod(0o600)
        part.replace(data_dir / FILE_NAME)


def read_note(data_dir: Path) -> ServingNote | None:
    """The last note; None when no server ever began here, or it cannot be read."""
    try:
        facts = json.loads((data_dir / FILE_NAME).read_text(encoding="utf-8"))
        return ServingNote(str(facts["base_url"]), str(facts["database"]), _is_alive(int(facts["process"])))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _is_alive(process: int) -> bool:
    if os.name == "nt":
        # There, signal 0 would end the process.
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
