"""The keys file: read, written in one step, fingerprinted, and sealed by a passphrase for a backup."""

import hashlib
import json
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from examapp.adapters.databases.bundles import sync_folder
from examapp.adapters.databases.operating import CannotOperateError
from examapp.key_settings import replace_keys

LEAST_PASSPHRASE = 12
_PURPOSE = b"examapp/keys/v1"
# About 64 MB and a tenth of a second a guess.
_COST = {"length": 32, "n": 2**16, "r": 8, "p": 1}


def fingerprint(key: bytes) -> str:
    """Tells keys apart and gives nothing of them away (they are 256 random bits)."""
    return hashlib.sha256(b"examapp/key-fingerprint/v1|" + key).hexdigest()[:16]


def write_keys(path: Path, keys: dict) -> None:
    """Replace the file in one step; only its owner may read it."""
    replace_keys(path, keys)
    sync_folder(path.parent)


def read_keys(path: Path) -> dict:
    """The file's JSON."""
    return json.loads(path.read_text(encoding="utf-8"))


def seal_keys(keys: dict, passphrase: str) -> bytes:
    """The keys under a passphrase (scrypt, AES-256-GCM). Raises CannotOperateError for a short one."""
    if len(passphrase) < LEAST_PASSPHRASE:
        raise CannotOperateError(f"口令至少要 {LEAST_PASSPHRASE} 个字符。")
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    sealed = AESGCM(_stretched(passphrase, salt)).encrypt(nonce, json.dumps(keys).encode(), _PURPOSE)
    return salt + nonce + sealed


def open_keys(sealed: bytes, passphrase: str) -> dict:
    """The keys again. Raises CannotOperateError for a wrong passphrase or a damaged part."""
    try:
        text = AESGCM(_stretched(passphrase, sealed[:16])).decrypt(sealed[16:28], sealed[28:], _PURPOSE)
    except InvalidTag as error:
        raise CannotOperateError("口令不对，密钥打不开；没有改动任何东西。") from error
    return json.loads(text)


def _stretched(passphrase: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, **_COST).derive(passphrase.encode("utf-8"))


class KeyFileSource:
    """Follows a keys file: gives the keys of one kind (field, signing, audit) again when the file was replaced."""

    def __init__(self, path: Path, kind: str = "field") -> None:
        self._path = path
        self._kind = kind
        self._seen = self._mark()

    def __call__(self) -> tuple[dict[str, bytes], str] | None:
        """None while nothing changed, or while the file cannot be read: the keys in memory are good still."""
        mark = self._mark()
        if mark is None or mark == self._seen:
            return None
        try:
            keys = read_keys(self._path)
            found = (
                {name: bytes.fromhex(key) for name, key in keys[f"{self._kind}_keys"].items()},
                keys[f"{self._kind}_key_id"],
            )
        except (OSError, ValueError, KeyError):
            return None
        self._seen = mark
        return found

    def _mark(self) -> tuple[int, int] | None:
        try:
            status = self._path.stat()
        except OSError:
            return None
        return status.st_mtime_ns, status.st_ino
