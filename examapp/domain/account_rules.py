"""What opens an account, and for how long; the reasons stand in docs/decisions/0012-accounts.md."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import urlsplit

from examapp.domain.permissions import AccountRole

SLIP_LIFE = timedelta(days=7)
RESET_LIFE = timedelta(minutes=30)
PROOF_LIFE = timedelta(minutes=10)
MOST_WRONG_TRIES = 5
# Whoever runs accounts must not sit in the chair of those who look after, inspect or reset (三员分立).
APART_FROM_ADMINISTRATION = frozenset(
    {AccountRole.auditor, AccountRole.supervisor, AccountRole.inspector, AccountRole.bureau}
)

# Minutes without a page that end a session of staff. Who runs accounts or checks on others has the fewest;
# an inspector reads laws aloud at an enterprise while the tablet lies on the table.
IDLE_MINUTES = {
    AccountRole.administrator: 30,
    AccountRole.auditor: 30,
    AccountRole.supervisor: 30,
    AccountRole.bureau: 60,
    AccountRole.bank_admin: 60,
    AccountRole.reviewer: 60,
    AccountRole.officer: 60,
    AccountRole.inspector: 240,
}
IDLE_BOUNDS = (5, 24 * 60)


def duties_clash(role: AccountRole, other: AccountRole) -> bool:
    """Whether one person must not hold both: whoever runs accounts neither looks after, inspects nor resets."""
    pair = {role, other}
    return AccountRole.administrator in pair and bool(pair & APART_FROM_ADMINISTRATION)


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


def idle_limits(changed: Mapping[str, int]) -> dict[AccountRole, timedelta]:
    """How long a session of each role may lie unused; `changed`: minutes of a bureau's own. Raises ValueError."""
    low, high = IDLE_BOUNDS
    for role, minutes in changed.items():
        if role not in set(AccountRole):
            raise ValueError(f"没有叫 {role} 的角色")
        if not low <= minutes <= high:
            raise ValueError(f"{role} 应为 {low} 到 {high} 分钟，现在是 {minutes}")
    return {role: timedelta(minutes=changed.get(role, minutes)) for role, minutes in IDLE_MINUTES.items()}


def second_factor_roles(names: Sequence[str], base_url: str) -> frozenset[AccountRole]:
    """The roles that show a key of their device at every sign-in. Raises ValueError, also where no keys can be."""
    unknown = [name for name in names if name not in set(AccountRole)]
    if unknown:
        raise ValueError(f"没有叫 {'、'.join(unknown)} 的角色")
    parts = urlsplit(base_url)
    host = parts.hostname or ""
    is_number = ":" in host or host.replace(".", "").isdigit()
    if names and (parts.scheme != "https" or is_number) and host != "localhost":
        # A browser keeps keys for names under https only: everybody of these roles would stand outside.
        raise ValueError("通行密钥要求 EXAMAPP_BASE_URL 以 https:// 开头，而且是域名")
    return frozenset(AccountRole(name) for name in names)
