"""What opens an account, and for how long; the reasons stand in docs/decisions/0012-accounts.md."""

from datetime import datetime, timedelta
from enum import StrEnum

from examapp.domain.permissions import AccountRole

SLIP_LIFE = timedelta(days=7)
RESET_LIFE = timedelta(minutes=30)
PROOF_LIFE = timedelta(minutes=10)
MOST_WRONG_TRIES = 5
LEAST_PASSWORD = 8
# Whoever runs accounts must not sit in the chair of those who look after, inspect or reset (三员分立).
APART_FROM_ADMINISTRATION = frozenset({AccountRole.auditor, AccountRole.inspector, AccountRole.bureau})


class CodePurpose(StrEnum):
    """A slip opens an account that nobody has opened; a reset, given in person, opens it anew."""

    activate = "activate"
    reset = "reset"

    @property
    def life(self) -> timedelta:
        """How long its code is good."""
        return SLIP_LIFE if self is CodePurpose.activate else RESET_LIFE


class SessionEnd(StrEnum):
    """Why a session ended, as far as the device is told."""

    signed_out = "signed_out"
    password = "password"  # noqa: S105 (the password was changed)
    reset = "reset"


def is_proof_fresh(proved_at: datetime | None, now: datetime) -> bool:
    """Whether the own factor was shown recently enough to change what opens the account."""
    return proved_at is not None and proved_at > now - PROOF_LIFE


def is_password_weak(password: str, id_number: str) -> bool:
    """Too short, too uniform, or with the end of the own ID number in it."""
    tail = id_number[-4:].upper()
    return len(password) < LEAST_PASSWORD or len(set(password)) < 4 or tail in password.upper()
