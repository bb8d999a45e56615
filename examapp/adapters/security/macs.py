"""Keyed digests (HMAC-SHA-256) of what the database holds, under keys that it does not hold."""

import hashlib
import hmac
from collections.abc import Mapping

from examapp.adapters.security.key_files import fingerprint
from examapp.adapters.security.sealing import KeySource


class ChainKeys:
    """Vouches with the current key, checks with any known one; `source` is asked first, so that a rotation is followed.

    `purpose` keeps what is said of one thing from being said of another.
    """

    def __init__(self, keys: Mapping[str, bytes], key_id: str, source: KeySource | None = None) -> None:
        self._take(keys, key_id)
        self._source = source

    def vouch(self, purpose: str, text: str) -> tuple[str, str]:
        """The keyed digest (hex), and the name of the key."""
        self._follow()
        return _mac(self._keys[self._name], purpose, text), self._name

    def fits(self, purpose: str, text: str, mac: str | None, name: str | None) -> bool | None:
        """Whether it is ours; None for a key that is not known here."""
        self._follow()
        key = self._keys.get(name or "")
        return None if key is None else hmac.compare_digest(_mac(key, purpose, text), mac or "")

    def _follow(self) -> None:
        changed = self._source() if self._source else None
        if changed:
            self._take(*changed)

    def _take(self, keys: Mapping[str, bytes], key_id: str) -> None:
        # The name is set last: another thread never meets a name without its key.
        self._keys = {fingerprint(key): key for key in keys.values()}
        self._name = fingerprint(keys[key_id])


def _mac(key: bytes, purpose: str, text: str) -> str:
    return hmac.new(key, f"examapp/{purpose}/v1|{text}".encode(), hashlib.sha256).hexdigest()
