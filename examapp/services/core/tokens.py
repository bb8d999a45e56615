"""Tokens are kept as digests: who reads the database gets no session."""

import hashlib


def hash_token(token: str) -> str:
    """What is stored of a random token: its SHA-256 (tokens have 256 bits, so no slow hash is needed)."""
    return hashlib.sha256(token.encode()).hexdigest()
