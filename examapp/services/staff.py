"""Accounts: added, locked, let in by one-time links."""

from datetime import datetime

from sqlalchemy import select

from examapp.domain.errors import DomainError
from examapp.domain.permissions import AccountRole, Actor
from examapp.extensions import db
from examapp.models.accounts import Account
from examapp.models.organizations import Enterprise, Region
from examapp.services.audit import record_act
from examapp.services.inspector_register import take_inspector
from examapp.services.sign_ins import issue_sign_in_link, revoke_sessions
from examapp.services.transactions import transaction

_NEEDS_REGION = {AccountRole.bureau, AccountRole.inspector}


def add_account(facts: dict, *, actor: Actor, now: datetime) -> Account:
    """facts: login_name, name, role, region_id, uscc, certificate_number. No password: a one-time link lets the person in.

    An inspector who is registered under that certificate number without an account gets this one. Raises auditor_by_console.
    """
    login_name, role = facts["login_name"].strip(), facts["role"]
    if not login_name or not facts["name"].strip() or role not in set(AccountRole):
        raise DomainError("account_incomplete")
    if role == AccountRole.auditor:
        raise DomainError("auditor_by_console")
    if db.session.scalar(select(Account.id).where(Account.login_name == login_name)):
        raise DomainError("login_name_taken", login_name=login_name)
    region = (
        db.session.get(Region, facts["region_id"])
        if role in _NEEDS_REGION and facts.get("region_id")
        else None
    )
    enterprise = (
        db.session.scalar(select(Enterprise).where(Enterprise.uscc == facts.get("uscc", "").strip().upper()))
        if role == "officer"
        else None
    )
    if (role in _NEEDS_REGION and region is None) or (role == "officer" and enterprise is None):
        raise DomainError("account_scope_missing")
    with transaction() as session:
        account = Account(
            login_name=login_name,
            name=facts["name"].strip(),
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


def invite(account_id: int, *, actor: Actor, now: datetime) -> tuple[Account, str]:
    """A one-time sign-in token for somebody's account; who asked for it stands in the audit log."""
    account = db.session.get(Account, account_id)
    if account is None:
        raise DomainError("not_found", what="account")
    if account.role == AccountRole.auditor:
        # Whoever holds the link is the auditor: it would make the administrator one.
        raise DomainError("auditor_by_console")
    token = issue_sign_in_link(account_id, purpose="sign_in", now=now)
    with transaction():
        record_act("account.invited", f"account:{account_id}", actor=actor, now=now)
    return account, token


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
