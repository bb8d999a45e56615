"""Accounts: added, locked, let in by one-time links."""

from datetime import datetime, timedelta

from sqlalchemy import select, update

from examapp.domain.account_rules import APART_FROM_ADMINISTRATION
from examapp.domain.errors import DomainError
from examapp.domain.identifiers import plain_code
from examapp.domain.people_names import checked_name
from examapp.domain.permissions import AccountRole, Actor
from examapp.extensions import db
from examapp.models.accounts import Account, SignInLink
from examapp.models.organizations import Enterprise, Region
from examapp.services.core.audit import record_act
from examapp.services.core.transactions import transaction
from examapp.services.people.inspector_register import take_inspector
from examapp.services.people.separate_duties import refuse_second_duty
from examapp.services.people.sign_ins import has_own_factor, issue_sign_in_link, revoke_sessions

LINKS_TOLD_FOR = timedelta(days=7)
_NEEDS_REGION = {AccountRole.bureau, AccountRole.inspector, AccountRole.supervisor}


def add_account(facts: dict, *, actor: Actor, now: datetime) -> Account:
    """facts: login_name, name, role, region_id, uscc, certificate_number. No password: a one-time link lets the person in.

    An inspector who is registered under that certificate number without an account gets this one.
    Raises auditor_by_console, duties_clash.
    """
    login_name, role, name = facts["login_name"].strip(), facts["role"], checked_name(facts["name"])
    _check_account(login_name, name, role)
    region = (
        db.session.get(Region, facts["region_id"])
        if role in _NEEDS_REGION and facts.get("region_id")
        else None
    )
    enterprise = (
        db.session.scalar(select(Enterprise).where(Enterprise.uscc == plain_code(facts.get("uscc", ""))))
        if role == "officer"
        else None
    )
    if (role in _NEEDS_REGION and region is None) or (role == "officer" and enterprise is None):
        raise DomainError("account_scope_missing")
    with transaction() as session:
        account = Account(
            login_name=login_name,
            name=name,
            role=role,
            region_id=region.id if region else None,
            enterprise_id=enterprise.id if enterprise else None,
            state="active",
            created_at=now,
        )
        session.add(account)
        session.flush()
        if role == AccountRole.inspector:
            take_inspector(facts.get("certificate_number", ""), account, region.id, actor=actor, now=now)
        record_act("account.added", f"account:{account.id}", actor=actor, now=now, data={"role": role})
        return account


def _check_account(login_name: str, name: str, role: str) -> None:
    if not login_name or not name or role not in set(AccountRole):
        raise DomainError("account_incomplete")
    if role == AccountRole.auditor:
        raise DomainError("auditor_by_console")
    refuse_second_duty(AccountRole(role), name)
    if db.session.scalar(select(Account.id).where(Account.login_name == login_name)):
        raise DomainError("login_name_taken", login_name=login_name)


def invite(account_id: int, *, actor: Actor, now: datetime) -> tuple[Account, str]:
    """A one-time sign-in token for somebody else's account; it ends the ones before it, and stands in the audit log.

    Raises not_found; account_stopped; link_for_oneself; link_by_operator for an account of those who look after,
    inspect or reset that its owner has opened: whoever runs accounts must not sit down in that chair. Its link is made
    on the machine itself.
    """
    account = db.session.get(Account, account_id)
    if account is None:
        raise DomainError("not_found", what="account")
    if account_id == actor.account_id:
        raise DomainError("link_for_oneself")
    if account.role == AccountRole.auditor:
        # Whoever holds the link is the auditor: it would make the administrator one.
        raise DomainError("auditor_by_console")
    if AccountRole(account.role) in APART_FROM_ADMINISTRATION and has_own_factor(account_id):
        raise DomainError("link_by_operator", role=AccountRole(account.role).label)
    return account, _issue_link(account, actor, now)


def invite_by_operator(login_name: str, *, now: datetime) -> str:
    """The same by whoever has the machine in their hands, for every account. Raises not_found, account_stopped."""
    account = db.session.scalar(select(Account).where(Account.login_name == login_name))
    if account is None:
        raise DomainError("not_found", what="account")
    return _issue_link(account, "system", now)


def list_recent_links(*, now: datetime) -> list[SignInLink]:
    """Links of the last seven days, for accounts and for a further auditor: what the auditor is told without asking."""
    query = select(SignInLink).where(
        SignInLink.purpose != "set_up", SignInLink.created_at >= now - LINKS_TOLD_FOR
    )
    return list(db.session.scalars(query.order_by(SignInLink.id.desc()).limit(50)))


def _issue_link(account: Account, actor: Actor | str, now: datetime) -> str:
    if account.state != "active":
        raise DomainError("account_stopped")
    with transaction() as session:
        session.execute(
            update(SignInLink)
            .where(SignInLink.account_id == account.id, SignInLink.used_at.is_(None))
            .values(used_at=now)
        )
        facts = {"role": account.role, "own_factor": has_own_factor(account.id)}
        record_act("account.invited", f"account:{account.id}", actor=actor, now=now, data=facts)
    return issue_sign_in_link(account.id, purpose="sign_in", now=now)


def set_account_state(account_id: int, state: str, *, actor: Actor, now: datetime) -> None:
    """Lock or unlock; a locked account's sessions end at once. Nobody locks themselves out."""
    account = db.session.get(Account, account_id)
    if account is None:
        raise DomainError("not_found", what="account")
    if state not in ("active", "locked") or account_id == actor.account_id:
        raise DomainError("state_conflict")
    with transaction():
        account.state = state
        record_act("account.state", f"account:{account_id}", actor=actor, now=now, data={"state": state})
    if state == "locked":
        revoke_sessions(account_id, actor=actor, now=now)
