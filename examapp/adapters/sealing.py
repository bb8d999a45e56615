"""Sealing of personal fields at rest (AES-256-GCM with a key id) and keyed hashes to look them up."""

import hashlib
import hmac
import os
from collections.abc import Mapping

from cryptography.hazmat.primitives.ciphers.aead import AESGCM


class Sealer:
    """Seals with the current key, opens with any known key; `purpose` binds a sealed value to its column."""

    def __init__(self, keys: Mapping[str, bytes], key_id: str, lookup_key: bytes) -> None:
        self._ciphers = {name: AESGCM(key) for name, key in keys.items()}
        self._key_id = key_id
        self._lookup_key = lookup_key

    def seal(self, text: str, purpose: str) -> bytes:
        """Key id, NUL, 12-byte nonce, ciphertext with tag."""
        nonce = os.urandom(12)
        sealed = self._ciphers[self._key_id].encrypt(nonce, text.encode("utf-8"), purpose.encode())
        return self._key_id.encode() + b"\0" + nonce + sealed

    def open(self, sealed: bytes, purpose: str) -> str:
        """The text again; KeyError for an unknown key id, InvalidTag when value or purpose was tampered with."""
        key_id, _, rest = bytes(sealed).partition(b"\0")
        return self._ciphers[key_id.decode()].decrypt(rest[:12], rest[12:], purpose.encode()).decode("utf-8")

    def lookup(self, text: str, purpose: str) -> str:
        """A keyed hash (hex) by which a sealed value is found without opening any."""
        return hmac.new(self._lookup_key, f"{purpose}:{text}".encode(), hashlib.sha256).hexdigest()
