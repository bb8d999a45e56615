"""How people who are examined sign in: with a password of their own, or by a key of their device (passkeys.py).

The first way in is a slip (activations.py). A session remembers when the own factor was shown on its device.
"""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import select, update

from examapp.adapters.security.passwords import verify_password
from examapp.domain.account_rules import SessionEnd
from examapp.domain.errors import DomainError
from examapp.domain.id_documents import plain_document
from examapp.extensions import db
from examapp.models.attempts import Attempt
from examapp.models.candidate_accounts import CandidateAccount, CandidateSession
from examapp.models.candidates import Candidate
from examapp.models.exams import Registration
from examapp.services.core.audit import record_act
from examapp.services.core.ports import Ports
from examapp.services.core.tokens import hash_token
from examapp.services.core.transactions import transaction

SESSION_DAYS = 30
# One ID number may stand under several names, because a wrong name is never told apart from a new person.
MOST_NAMES_TRIED = 8


def sign_in(id_number: str, password: str, *, now: datetime, device: str, ports: Ports) -> str:
    """Check ID number and password and open a session. Raises candidate_refused, the same for every cause."""
    key = ports.sealer.lookup(plain_document(id_number), "id_number")
    accounts = db.session.scalars(
        select(CandidateAccount)
        .join(CandidateAccount.candidate)
        .where(Candidate.id_number_hash == key)
        .order_by(CandidateAccount.activated_at)
        .limit(MOST_NAMES_TRIED)
    ).all()
    # Nobody's password is checked as well, so that an unknown number takes as long as a known one.
    fitting = [account for account in accounts or [None] if _fits(account, password)]
    account = next((one for one in fitting if one.state == "active"), None)
    if account is None:
        raise DomainError("candidate_refused")
    with transaction():
        return open_session(account.candidate_id, now=now, device=device)


def _fits(account: CandidateAccount | None, password: str) -> bool:
    return verify_password(password, account.password_hash if account else None)


def open_session(candidate_id: int, *, now: datetime, device: str) -> str:
    """A session for somebody who just showed the own factor; call inside `transaction()`.
    Raises candidate_refused when locked.
    """
    account = db.session.get(CandidateAccount, candidate_id)
    if account is None or account.state != "active":
        raise DomainError("candidate_refused")
    record_act("candidate.signed_in", f"candidate:{candidate_id}", actor="candidate", now=now)
    token = secrets.token_urlsafe(32)
    db.session.add(
        CandidateSession(
            token_hash=hash_token(token),
            candidate_id=candidate_id,
            created_at=now,
            proved_at=now,
            expires_at=now + timedelta(days=SESSION_DAYS),
            device=device[:200],
        )
    )
    db.session.flush()
    return token


def find_session(token: str, *, now: datetime) -> CandidateSession:
    """The live session of this token. Raises candidate_signed_out."""
    held = _session_of(token)
    if held is None or held.revoked_at is not None or held.expires_at <= now:
        raise DomainError("candidate_signed_out")
    return held


def find_candidate(token: str, *, now: datetime) -> Candidate:
    """Who holds this session. Raises candidate_signed_out."""
    return find_session(token, now=now).candidate


def find_ending(token: str) -> tuple[SessionEnd, datetime] | None:
    """Why and when this device's session was ended from elsewhere; None when it was not."""
    held = _session_of(token) if token else None
    if (
        held is None
        or held.revoked_at is None
        or held.ended_by not in (SessionEnd.password, SessionEnd.reset)
    ):
        return None
    return SessionEnd(held.ended_by), held.revoked_at


def _session_of(token: str) -> CandidateSession | None:
    return db.session.scalar(select(CandidateSession).where(CandidateSession.token_hash == hash_token(token)))


def sign_out(token: str, *, now: datetime) -> None:
    """End the session of this token; twice is harmless."""
    with transaction() as session:
        session.execute(
            update(CandidateSession)
            .where(CandidateSession.token_hash == hash_token(token), CandidateSession.revoked_at.is_(None))
            .values(revoked_at=now, ended_by=SessionEnd.signed_out)
        )


def end_sessions(candidate_id: int, why: SessionEnd, *, now: datetime, but: int | None = None) -> None:
    """End every session of this person, or all but one, and what those devices hold of papers that are still open.

    The devices are told why. Call inside `transaction()`.
    """
    db.session.execute(
        update(CandidateSession)
        .where(CandidateSession.candidate_id == candidate_id, CandidateSession.revoked_at.is_(None))
        .where(CandidateSession.id != (but or 0))
        .values(revoked_at=now, ended_by=why)
    )
    registered = select(Registration.id).where(Registration.candidate_id == candidate_id)
    db.session.execute(
        update(Attempt)
        .where(Attempt.registration_id.in_(registered), Attempt.state == "open")
        .values(token_version=Attempt.token_version + 1)
    )


def find_account(candidate_id: int) -> CandidateAccount | None:
    """The person's account, None before the first slip was used."""
    return db.session.get(CandidateAccount, candidate_id)
