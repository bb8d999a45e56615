"""Canonical JSON and the digest of a text: what commitments, records and signatures are taken over."""

import hashlib
import json


def canonical_json(value: object) -> str:
    """Sorted keys, no spaces, real characters: what every digest is taken over."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest_text(text: str) -> str:
    """SHA-256 (hex) of UTF-8 text."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
