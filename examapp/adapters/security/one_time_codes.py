"""Codes of six digits that a phone makes anew every half minute (TOTP, RFC 6238), by pyotp."""

import hmac
import secrets
from datetime import datetime, timedelta

import pyotp

STEP = timedelta(seconds=30)
# A phone may be half a minute off, and people type slowly.
_NEAR = (0, -1, 1)


def new_secret() -> str:
    """160 random bits in base32, as the apps of phones read them."""
    return pyotp.random_base32()


def setup_address(secret: str, name: str) -> str:
    """What the QR code says: the phone keeps the secret under this name."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name="逢查必考")


def code_at(secret: str, now: datetime) -> str:
    """The six digits of this half minute."""
    return pyotp.TOTP(secret).at(now)


def find_step(secret: str, code: str, *, now: datetime) -> int | None:
    """The half minute since 1970 that the code belongs to: this one, the last or the next; None for a wrong code."""
    for offset in _NEAR:
        moment = now + offset * STEP
        if hmac.compare_digest(code_at(secret, moment).encode(), code.encode()):
            return int(moment.timestamp()) // int(STEP.total_seconds())
    return None


def new_recovery_code() -> str:
    """Twelve random digits."""
    return f"{secrets.randbelow(10**12):012d}"
