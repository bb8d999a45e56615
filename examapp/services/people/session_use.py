"""The use of a session of staff, noted to the minute; one that lay unused too long is ended at its next request."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError

from examapp.domain.permissions import AccountRole
from examapp.extensions import db
from examapp.models.accounts import AccountSession
from examapp.services.core.audit import record_act
from examapp.services.core.tokens import hash_token
from examapp.services.core.transactions import transaction
from examapp.services.people.sign_ins import find_session

log = logging.getLogger(__name__)
NOTED_EVERY = timedelta(minutes=1)


def use_session(
    token: str, *, limits: Mapping[AccountRole, timedelta], by_hand: bool, now: datetime
) -> AccountSession | None:
    """The live session of a token, or None; one that nobody used for longer than its role may is ended here.

    `by_hand`: false for a page that renews itself, which keeps no session alive.
    """
    account_session = find_session(token, now=now)
    if account_session is None:
        return None
    unused = now - _last_use(account_session)
    if unused >= _limit(account_session, limits):
        _end_unused(account_session, now)
        return None
    if by_hand and (account_session.used_at is None or unused >= NOTED_EVERY):
        _note_use(account_session, now)
    return account_session


@dataclass(frozen=True, slots=True)
class TimedEnd:
    """A session that time ended; `unused`: its role's minutes when it lay unused, None when its hours were over."""

    account_id: int
    unused: timedelta | None


def find_timed_end(token: str, *, limits: Mapping[AccountRole, timedelta], now: datetime) -> TimedEnd | None:
    """How time ended the session of this token; None while it lives, and for every other end (signed out, locked)."""
    account_session = db.session.scalar(
        select(AccountSession).where(AccountSession.token_hash == hash_token(token))
    )
    if account_session is None or account_session.account.state != "active":
        return None
    if account_session.revoked_at is None:
        return TimedEnd(account_session.account_id, None) if account_session.expires_at <= now else None
    limit = _limit(account_session, limits)
    was_unused = account_session.revoked_at - _last_use(account_session) >= limit
    return TimedEnd(account_session.account_id, limit) if was_unused else None


def _last_use(account_session: AccountSession) -> datetime:
    return account_session.used_at or account_session.created_at


def _limit(account_session: AccountSession, limits: Mapping[AccountRole, timedelta]) -> timedelta:
    return limits[AccountRole(account_session.account.role)]


def _note_use(account_session: AccountSession, now: datetime) -> None:
    try:
        with transaction() as session:
            session.execute(
                update(AccountSession).where(AccountSession.id == account_session.id).values(used_at=now)
            )
    except DBAPIError as error:
        # A full disk or a busy database must not keep anybody from reading: the use is noted with the next page.
        log.warning("use of a session not noted: %s", error.orig.__class__.__name__)


def _end_unused(account_session: AccountSession, now: datetime) -> None:
    with transaction() as session:
        ended = session.execute(
            update(AccountSession)
            .where(AccountSession.id == account_session.id, AccountSession.revoked_at.is_(None))
            .values(revoked_at=now)
        ).rowcount
        if ended:
            record_act("session.unused", f"account:{account_session.account_id}", actor="system", now=now)
