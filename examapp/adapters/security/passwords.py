"""Password hashing (Argon2id, OWASP's 19 MiB setting)."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

_HASHER = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
# Checked when the account does not exist, so that the answer takes as long as for one that does.
_NOBODY = _HASHER.hash("nobody has this password")


def hash_password(password: str) -> str:
    """An encoded Argon2id hash."""
    return _HASHER.hash(password)


def verify_password(password: str, encoded: str | None) -> bool:
    """Whether the password fits; None takes as long and never fits."""
    try:
        return _HASHER.verify(encoded or _NOBODY, password) and encoded is not None
    except (VerifyMismatchError, InvalidHashError):
        return False
