"""Signing in and out: one-time links, passwords, and server-side sessions that can be revoked."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import select, update

from examapp.adapters.security.passwords import hash_password, verify_password
from examapp.domain.account_rules import is_proof_fresh
from examapp.domain.errors import DomainError
from examapp.domain.people_names import checked_name
from examapp.domain.permissions import AccountRole, Actor
from examapp.extensions import db
from examapp.models.accounts import Account, AccountSession, Inspector, SignInLink
from examapp.models.passkeys import Passkey
from examapp.services.core.audit import record_act
from examapp.services.core.tokens import hash_token
from examapp.services.core.transactions import transaction
from examapp.services.people.password_checks import check_staff_password, unit_of
from examapp.services.people.second_steps import asks_second_step
from examapp.services.people.separate_duties import refuse_second_duty

LINK_HOURS = 24
# What a link without an account makes of whoever holds it.
SET_UP_ROLES = {"set_up": AccountRole.administrator, "auditor": AccountRole.auditor}


def issue_sign_in_link(account_id: int | None, *, purpose: str, now: datetime) -> str:
    """A new one-time token, valid for a day; the caller makes the address from it. Raises account_stopped."""
    if account_id is not None:
        _require_active(db.session.get(Account, account_id))
    token = secrets.token_urlsafe(32)
    with transaction() as session:
        session.add(
            SignInLink(
                token_hash=hash_token(token),
                purpose=purpose,
                account_id=account_id,
                created_at=now,
                expires_at=now + timedelta(hours=LINK_HOURS),
            )
        )
    return token


def _require_active(account: Account | None) -> None:
    if account is not None and account.state != "active":
        raise DomainError("account_stopped")


def find_usable_link(token: str, *, now: datetime) -> SignInLink | None:
    """The link if it is unused and not expired."""
    link = db.session.scalar(select(SignInLink).where(SignInLink.token_hash == hash_token(token)))
    if link is None or link.used_at is not None or link.expires_at <= now:
        return None
    return link


def sign_in_by_link(token: str, *, now: datetime, hours: int, device: str) -> str:
    """Use up a sign-in link and open a session; gives the session token.

    Raises link_unusable, and account_stopped: whoever holds the link of an account may know that it was stopped.
    """
    with transaction() as session:
        used = session.execute(
            update(SignInLink)
            .where(SignInLink.token_hash == hash_token(token), SignInLink.purpose == "sign_in")
            .where(SignInLink.used_at.is_(None), SignInLink.expires_at > now)
            .values(used_at=now)
            .returning(SignInLink.account_id)
        ).first()
        if used is None:
            raise DomainError("link_unusable")
        _require_active(session.get(Account, used.account_id))
        if has_own_factor(used.account_id):
            # The owner is signed in somewhere, or was: a link that somebody else used must not stay unseen.
            end_sessions(used.account_id, now)
        return _open_session(
            session.get(Account, used.account_id), now=now, hours=hours, device=device, how="link"
        )


def sign_in_by_password(login_name: str, password: str, *, now: datetime, hours: int, device: str) -> str:
    """Check the password and open a session. Raises sign_in_refused, the same for every cause."""
    account = db.session.scalar(select(Account).where(Account.login_name == login_name))
    fits = verify_password(password, account.password_hash if account else None)
    with transaction():
        if account is None or not fits or account.state != "active":
            record_act("sign_in.refused", f"login:{hash_token(login_name)[:12]}", actor="nobody", now=now)
            refused = True
        else:
            refused = False
            token = _open_session(account, now=now, hours=hours, device=device, how="password")
    if refused:
        raise DomainError("sign_in_refused")
    return token


def has_own_factor(account_id: int) -> bool:
    """Whether its owner has set a password or added a key; before that only a one-time link opens the account."""
    account = db.session.get(Account, account_id, populate_existing=True)
    key = select(Passkey.id).where(Passkey.account_id == account_id).limit(1)
    return bool(account and account.password_hash) or db.session.scalar(key) is not None


def prove(token: str, password: str, *, now: datetime) -> None:
    """Show the own password again; good for ten minutes in this browser. Raises password_wrong, sign_in_refused."""
    held = get_session(token, now=now)
    if not verify_password(password, held.account.password_hash):
        raise DomainError("password_wrong")
    with transaction() as session:
        session.execute(update(AccountSession).where(AccountSession.id == held.id).values(proved_at=now))


def require_password(account_id: int, password: str) -> None:
    """The own password once more, before something that needs a second look. Raises password_needed."""
    account = db.session.get(Account, account_id)
    if not verify_password(password, account.password_hash if account else None):
        raise DomainError("password_needed")


def _open_session(account: Account, *, now: datetime, hours: int, device: str, how: str) -> str:
    if account.state != "active":
        raise DomainError("sign_in_refused")
    token = secrets.token_urlsafe(32)
    db.session.add(
        AccountSession(
            token_hash=hash_token(token),
            account_id=account.id,
            created_at=now,
            proved_at=now,
            expires_at=now + timedelta(hours=hours),
            device=device[:200],
            opened_by=how,
            used_at=now,
            # A key is asked with the device's own lock (finger, face, PIN): it is two factors by itself.
            asks_second=how != "passkey" and asks_second_step(account),
        )
    )
    record_act("sign_in", f"account:{account.id}", actor=f"account:{account.id}", now=now, data={"how": how})
    return token


def open_session(account_id: int, *, now: datetime, hours: int, device: str, how: str) -> str:
    """A session for somebody who proved who they are otherwise; call inside `transaction()`.
    Raises sign_in_refused when locked.
    """
    account = db.session.get(Account, account_id)
    if account is None:
        raise DomainError("sign_in_refused")
    return _open_session(account, now=now, hours=hours, device=device, how=how)


def find_session(token: str, *, now: datetime) -> AccountSession | None:
    """The live session of a token: not revoked, not expired, account active."""
    found = db.session.scalar(select(AccountSession).where(AccountSession.token_hash == hash_token(token)))
    if (
        found is None
        or found.revoked_at is not None
        or found.expires_at <= now
        or found.account.state != "active"
    ):
        return None
    return found


def get_session(token: str, *, now: datetime) -> AccountSession:
    """The same. Raises sign_in_refused for a session that is over."""
    account_session = find_session(token, now=now)
    if account_session is None:
        raise DomainError("sign_in_refused")
    return account_session


def sign_out(token: str, *, now: datetime) -> None:
    """Revoke the session of this token; doing it twice is harmless."""
    with transaction() as session:
        found = session.scalar(select(AccountSession).where(AccountSession.token_hash == hash_token(token)))
        if found is not None and found.revoked_at is None:
            found.revoked_at = now
            record_act(
                "sign_out", f"account:{found.account_id}", actor=f"account:{found.account_id}", now=now
            )


def revoke_sessions(account_id: int, *, actor: Actor | str, now: datetime) -> int:
    """End every session of an account at once; gives how many were open."""
    with transaction():
        ended = end_sessions(account_id, now)
        record_act("sessions.revoked", f"account:{account_id}", actor=actor, now=now, data={"count": ended})
        return ended


def end_sessions(account_id: int, now: datetime, but: str = "") -> int:
    """All of them but the one with this token; call inside `transaction()`."""
    return db.session.execute(
        update(AccountSession)
        .where(AccountSession.account_id == account_id, AccountSession.revoked_at.is_(None))
        .where(AccountSession.token_hash != hash_token(but))
        .values(revoked_at=now)
    ).rowcount


def actor_of(account: Account) -> Actor:
    """The value that services are given for this account."""
    inspector_id = db.session.scalar(
        select(Inspector.id).where(Inspector.account_id == account.id, Inspector.state == "active")
    )
    return Actor(
        account_id=account.id,
        name=account.name,
        role=AccountRole(account.role),
        region_path=account.region.path if account.region else None,
        enterprise_id=account.enterprise_id,
        inspector_id=inspector_id,
    )


def asks_present_password(token: str, *, now: datetime) -> bool:
    """Whether a change needs the present password: there is one, and no one-time link let this browser in just now."""
    held = find_session(token, now=now)
    if held is None or held.account.password_hash is None:
        return False
    # Whoever forgot the password is let in by a link; a borrowed desk that is signed in is not.
    return not (held.opened_by == "link" and is_proof_fresh(held.created_at, now))


def set_own_password(token: str, password: str, present: str = "", *, now: datetime) -> None:
    """Replace the password of whoever holds this session; every other browser has to sign in again.

    Raises sign_in_refused; password_wrong when the present one is asked for; proof_needed when the factor is a key that
    was not shown within ten minutes, link_needed when there is none and the link is older; password_weak, password_context, password_leaked.
    """
    held = get_session(token, now=now)
    account = held.account
    if asks_present_password(token, now=now):
        if not verify_password(present, account.password_hash):
            raise DomainError("password_wrong")
    elif not is_proof_fresh(held.proved_at, now):
        # An unlocked desk must not become somebody else's account, also where there is no factor to ask for yet.
        raise DomainError("proof_needed" if has_own_factor(account.id) else "link_needed")
    check_staff_password(password, login_name=account.login_name, name=account.name, unit=unit_of(account))
    hashed = hash_password(password)
    with transaction():
        account.password_hash = hashed
        ended = end_sessions(account.id, now, but=token)
        who = f"account:{account.id}"
        record_act("password.set", who, actor=who, now=now, data={"ended": ended})


def invite_auditor(*, now: datetime) -> str:
    """A one-time set-up token for an auditor, asked for at the server's console: no administrator can make one."""
    token = issue_sign_in_link(None, purpose="auditor", now=now)
    with transaction():
        record_act("auditor.invited", "auditor", actor="console", now=now)
    return token


def set_up_account(token: str, name: str, login_name: str, password: str, *, now: datetime) -> int:
    """Use a set-up link: the first administrator of an empty installation, or an auditor; gives the account id.

    Raises link_unusable, also for the link of an installation that is no longer empty; name_unusable, login_name_taken,
    duties_clash, password_weak, password_context, password_leaked, which leave the link good.
    """
    name = checked_name(name)
    check_staff_password(password, login_name=login_name, name=name)
    link = find_usable_link(token, now=now)
    if link is not None and link.purpose in SET_UP_ROLES:
        refuse_second_duty(SET_UP_ROLES[link.purpose], name)
    hashed = hash_password(password)
    with transaction() as session:
        used = session.execute(
            update(SignInLink)
            .where(SignInLink.token_hash == hash_token(token), SignInLink.purpose.in_(SET_UP_ROLES))
            .where(SignInLink.used_at.is_(None), SignInLink.expires_at > now)
            .values(used_at=now)
            .returning(SignInLink.purpose)
        ).first()
        if used is None:
            raise DomainError("link_unusable")
        role = SET_UP_ROLES[used.purpose]
        if role is AccountRole.administrator and session.scalar(select(Account.id).limit(1)):
            raise DomainError("link_unusable")
        if session.scalar(select(Account.id).where(Account.login_name == login_name)):
            raise DomainError("login_name_taken", login_name=login_name)
        account = Account(
            login_name=login_name,
            name=name,
            role=role,
            state="active",
            password_hash=hashed,
            created_at=now,
        )
        session.add(account)
        session.flush()
        facts = {"role": role}
        record_act("set_up", f"account:{account.id}", actor="set_up_link", now=now, data=facts)
        return account.id
