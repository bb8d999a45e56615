"""Which accounts take a second step when they sign in: those whose role must, and those who set one up."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, or_, select

from examapp.domain.errors import DomainError
from examapp.domain.permissions import AccountRole, Actor
from examapp.extensions import db
from examapp.models.accounts import Account
from examapp.models.passkeys import Passkey
from examapp.models.second_steps import PhoneCode, SecondStepRole
from examapp.services.core.audit import record_act
from examapp.services.core.transactions import transaction

_HAS_CODES = select(PhoneCode.account_id).where(PhoneCode.confirmed)
_HAS_KEY = select(Passkey.account_id).where(Passkey.account_id.is_not(None))


def asks_second_step(account: Account) -> bool:
    """Whether a password or a link alone opens nothing: by the rule of the role, or because codes were set up."""
    must = select(SecondStepRole.role).where(SecondStepRole.role == account.role).exists()
    own = _HAS_CODES.where(PhoneCode.account_id == account.id).exists()
    return bool(db.session.scalar(select(or_(must, own))))


def asks_by_role(role: str) -> bool:
    """Whether the administrator chose this role."""
    return db.session.get(SecondStepRole, role) is not None


def has_second_step(account_id: int) -> bool:
    """Whether the account has codes of a phone, or a key."""
    codes = _HAS_CODES.where(PhoneCode.account_id == account_id).exists()
    key = _HAS_KEY.where(Passkey.account_id == account_id).exists()
    return bool(db.session.scalar(select(or_(codes, key))))


def accounts_with_second_step() -> set[int]:
    """The accounts of staff that have one."""
    return set(db.session.scalars(_HAS_CODES.union(_HAS_KEY)))


def roles_that_must() -> set[AccountRole]:
    """Those that the administrator chose."""
    return {AccountRole(role) for role in db.session.scalars(select(SecondStepRole.role))}


def count_by_role() -> dict[AccountRole, tuple[int, int]]:
    """role -> (active accounts, those of them that have a second step)."""
    ready = accounts_with_second_step()
    accounts = db.session.execute(select(Account.role, Account.id).where(Account.state == "active")).all()
    return {
        role: (
            sum(account.role == role for account in accounts),
            sum(account.role == role and account.id in ready for account in accounts),
        )
        for role in AccountRole
    }


def choose_roles(names: Collection[str], *, actor: Actor, now: datetime) -> None:
    """The roles that must from their next sign-in on; who is signed in goes on. Twice is once. Raises not_found."""
    if set(names) - set(AccountRole):
        raise DomainError("not_found", what="role")
    with transaction() as session:
        before = set(session.scalars(select(SecondStepRole.role).with_for_update()))
        chosen = {str(AccountRole(name)) for name in names}
        if chosen == before:
            return
        session.execute(delete(SecondStepRole).where(SecondStepRole.role.not_in(chosen)))
        session.add_all(SecondStepRole(role=role, since=now) for role in sorted(chosen - before))
        facts = {"on": sorted(chosen - before), "off": sorted(before - chosen)}
        record_act("second_step.roles", "accounts", actor=actor, now=now, data=facts)
