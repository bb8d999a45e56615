"""One key a person, in a folder beside the database: destroyed, nothing sealed with it can be read in any copy.

The folder is part of no database, of no write-ahead log and of no backup; several web nodes share one. A key is 32
random bytes in a file of its own, overwritten before it is removed. A file system may keep old blocks for a while:
the folder should lie on an encrypted disk.
"""

import base64
import math
import os
import time
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

SIZE, NONCE = 32, 12
# Before a text that is sealed with a key of its own.
MARK = "own1:"


class KeyGoneError(Exception):
    """The key of this person was destroyed, or never was in this folder."""


class PersonKeys:
    """Names are whatever the caller makes of a person; they must be file names and say nothing to others."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def has(self, name: str) -> bool:
        """Whether something could be opened."""
        return self._path(name).is_file()

    def seal(self, name: str, text: str, purpose: str) -> str:
        """MARK and base64; the key is made with the first text."""
        nonce = os.urandom(NONCE)
        sealed = AESGCM(self._key(name) or self._make(name)).encrypt(
            nonce, text.encode("utf-8"), purpose.encode()
        )
        return MARK + base64.b64encode(nonce + sealed).decode()

    def open(self, name: str, sealed: str, purpose: str) -> str:
        """The text again. Raises KeyGoneError."""
        key = self._key(name)
        if key is None:
            raise KeyGoneError(name)
        held = base64.b64decode(sealed.removeprefix(MARK))
        try:
            return AESGCM(key).decrypt(held[:NONCE], held[NONCE:], purpose.encode()).decode("utf-8")
        except InvalidTag as error:
            # A later key of the same person opens nothing that an earlier one sealed.
            raise KeyGoneError(name) from error

    def destroy(self, name: str) -> bool:
        """Overwrite and remove; gives whether there was one. Twice is once."""
        path = self._path(name)
        try:
            with path.open("r+b") as file:
                file.write(bytes(SIZE))
                file.flush()
                os.fsync(file.fileno())
            path.unlink()
        except FileNotFoundError:
            return False
        self._sync()
        return True

    def list_older(self, seconds: float) -> list[str]:
        """Names of keys that were made so long ago."""
        if not self._folder.is_dir():
            return []
        before = time.time() - seconds
        return sorted(path.stem for path in self._folder.glob("*.key") if _made_at(path) < before)

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.key"

    def _key(self, name: str) -> bytes | None:
        try:
            key = self._path(name).read_bytes()
        except FileNotFoundError:
            return None
        # In the moment of its destruction a key is all zeros.
        return key if len(key) == SIZE and any(key) else None

    def _make(self, name: str) -> bytes:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = self._folder / f"{name}.{os.getpid()}.{time.monotonic_ns()}.part"
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(os.urandom(SIZE))
            file.flush()
            os.fsync(file.fileno())
        try:
            # Of two who make one at once the first one's stays.
            os.link(part, self._path(name))
        except FileExistsError:
            pass
        finally:
            part.unlink()
        self._sync()
        return self._path(name).read_bytes()

    def _sync(self) -> None:
        descriptor = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _made_at(path: Path) -> float:
    """Seconds since 1970; of a key that another node has destroyed meanwhile: never."""
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return math.inf
