"""Sealing of personal fields at rest (AES-256-GCM with a key id), bound to rows, and keyed hashes to find them."""

import hashlib
import hmac
import os
from collections.abc import Callable, Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

# Begins what is bound to its row; what was sealed before begins with the key id, and was bound to a word.
ROW = b"row:"

# The keys as they are now and the id of the one to seal with; None: nothing changed since the last time it was asked.
KeySource = Callable[[], tuple[Mapping[str, bytes], str] | None]


class Sealer:
    """Seals with the current key, opens with any known key; `purpose` or `place` binds a sealed value to its use.

    `source` is asked before each use, so that a running process follows a rotation without being started again.
    `rows_only`: everything was bound to its row, and what is not is refused.
    """

    def __init__(
        self,
        keys: Mapping[str, bytes],
        key_id: str,
        lookup_key: bytes,
        source: KeySource | None = None,
        *,
        rows_only: bool = True,
    ) -> None:
        self._take(keys, key_id)
        self.rows_only = rows_only
        self._lookup_key = lookup_key
        self._source = source

    @property
    def key_id(self) -> str:
        """The id of the key that new values are sealed with."""
        self._follow()
        return self._key_id

    def seal(self, text: str, purpose: str) -> bytes:
        """Key id, NUL, 12-byte nonce, ciphertext with tag."""
        self._follow()
        nonce = os.urandom(12)
        sealed = self._ciphers[self._key_id].encrypt(nonce, text.encode("utf-8"), purpose.encode())
        return self._key_id.encode() + b"\0" + nonce + sealed

    def open(self, sealed: bytes, purpose: str) -> str:
        """The text again; KeyError for an unknown key id, InvalidTag when value or purpose was tampered with."""
        self._follow()
        key_id, _, rest = bytes(sealed).partition(b"\0")
        return self._ciphers[key_id.decode()].decrypt(rest[:12], rest[12:], purpose.encode()).decode("utf-8")

    def seal_row(self, text: str, place: str) -> bytes:
        """The same, marked as bound to `place`, which is table:row:column."""
        return ROW + self.seal(text, place)

    def open_row(self, sealed: bytes, place: str, before: str | None) -> str:
        """The text again; `before`: the word that older values of the column were bound to, good until all are bound.

        KeyError for an unknown key id; InvalidTag for a value of another row, and for one that is no longer to be read.
        """
        value = bytes(sealed)
        if value.startswith(ROW):
            return self.open(value[len(ROW) :], place)
        if before is None or self.rows_only:
            raise InvalidTag
        return self.open(value, before)

    def lookup(self, text: str, purpose: str) -> str:
        """A keyed hash (hex) by which a sealed value is found without opening any."""
        return hmac.new(self._lookup_key, f"{purpose}:{text}".encode(), hashlib.sha256).hexdigest()

    def _follow(self) -> None:
        changed = self._source() if self._source else None
        if changed:
            self._take(*changed)

    def _take(self, keys: Mapping[str, bytes], key_id: str) -> None:
        # The key to seal with is set last: another thread never meets an id without its cipher.
        self._ciphers = {name: AESGCM(key) for name, key in keys.items()}
        self._key_id = key_id
