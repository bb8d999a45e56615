"""The second factor of staff: who waits for it, and the way back when phone, paper and every key are lost."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select

from examapp.domain.account_rules import APART_FROM_ADMINISTRATION
from examapp.domain.errors import DomainError
from examapp.domain.permissions import AccountRole, Actor
from examapp.extensions import db
from examapp.models.accounts import Account, AccountSession
from examapp.models.audit import AuditEntry
from examapp.models.passkeys import Passkey
from examapp.services.core.audit import record_act
from examapp.services.core.transactions import transaction
from examapp.services.people.phone_codes import forget_codes
from examapp.services.people.sign_ins import revoke_sessions

ACT = "account.keys_removed"
NOTED = "account.keys_removal_noted"
TOLD_FOR = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class KeyRemoval:
    """Whose keys somebody else removed, and when; `by` is None for the operator at the machine."""

    account: Account
    at: datetime
    by: Account | None


def waits_for_second(account_session: AccountSession, roles: Collection[AccountRole]) -> bool:
    """Whether this browser has shown no more than a password or a link, where it must show a code or a key as well.

    `roles`: those that the operator fixed; the others were asked for when the session was opened.
    """
    if account_session.second_at is not None or account_session.opened_by == "passkey":
        return False
    return account_session.asks_second or account_session.account.role in roles


def has_key(account_id: int) -> bool:
    """Whether the account has any key."""
    return db.session.scalar(select(Passkey.id).where(Passkey.account_id == account_id).limit(1)) is not None


def remove_keys_of(account_id: int, *, actor: Actor, now: datetime) -> None:
    """Somebody lost every device: keys and codes go, every session ends, the owner and the auditor are told.

    Raises not_found; keys_of_oneself; keys_by_operator where nothing of the owner's would be left and the administrator
    could sit down by a link (三员分立).
    """
    account = _known(db.session.get(Account, account_id))
    if account_id == actor.account_id:
        raise DomainError("keys_of_oneself")
    role = AccountRole(account.role)
    if role in APART_FROM_ADMINISTRATION and account.password_hash is None:
        raise DomainError("keys_by_operator", role=role.label)
    _remove(account, actor, now)


def remove_keys_by_operator(login_name: str, *, now: datetime) -> None:
    """The same by whoever has the machine in their hands, for every account. Raises not_found."""
    account = _known(db.session.scalar(select(Account).where(Account.login_name == login_name)))
    _remove(account, "console", now)


def list_recent_removals(*, now: datetime) -> list[KeyRemoval]:
    """Those of the last seven days, newest first: what the auditor is told without asking."""
    return _removals(AuditEntry.at >= _text(now - TOLD_FOR))


def last_removal(account_id: int, *, now: datetime) -> KeyRemoval | None:
    """What the owner is told for seven days, or until they have taken note of it."""
    own = AuditEntry.subject == f"account:{account_id}"
    noted = select(func.coalesce(func.max(AuditEntry.id), 0)).where(AuditEntry.act == NOTED, own)
    recent = _removals(AuditEntry.at >= _text(now - TOLD_FOR), own, AuditEntry.id > noted.scalar_subquery())
    return recent[0] if recent else None


def note_removal(actor: Actor, *, now: datetime) -> None:
    """The owner, past the second step, knows of it; nothing happens where there is nothing to know."""
    if last_removal(actor.account_id, now=now) is None:
        return
    with transaction():
        record_act(NOTED, f"account:{actor.account_id}", actor=actor, now=now)


def _known(account: Account | None) -> Account:
    if account is None:
        raise DomainError("not_found", what="account")
    return account


def _remove(account: Account, actor: Actor | str, now: datetime) -> None:
    with transaction() as session:
        count = session.execute(delete(Passkey).where(Passkey.account_id == account.id)).rowcount
        facts = {"count": count, "phones": forget_codes(account.id)}
        record_act(ACT, f"account:{account.id}", actor=actor, now=now, data=facts)
    revoke_sessions(account.id, actor=actor, now=now)


def _removals(*conditions) -> list[KeyRemoval]:
    query = select(AuditEntry).where(AuditEntry.act == ACT, *conditions).order_by(AuditEntry.id.desc())
    entries = list(db.session.scalars(query.limit(50)))
    return [
        KeyRemoval(_account(entry.subject), datetime.fromisoformat(entry.at), _account(entry.actor))
        for entry in entries
    ]


def _account(label: str) -> Account | None:
    kind, _, number = label.partition(":")
    return db.session.get(Account, int(number)) if kind == "account" else None


def _text(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds")
