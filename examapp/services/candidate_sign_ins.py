"""How people who are examined sign in: once with the slip from their officer, then with a password of their own."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from examapp.adapters.passwords import hash_password, verify_password
from examapp.domain.errors import DomainError
from examapp.domain.identifiers import normalize
from examapp.domain.permissions import Actor
from examapp.extensions import db
from examapp.models.candidate_accounts import ActivationCode, CandidateAccount, CandidateSession
from examapp.models.candidates import Candidate
from examapp.models.passkeys import Passkey
from examapp.services.audit import record_act
from examapp.services.ports import Ports
from examapp.services.scopes import get_candidate
from examapp.services.sign_ins import hash_token
from examapp.services.spot_quizzes import CODE_LETTERS
from examapp.services.transactions import transaction

CODE_DAYS, SESSION_DAYS = 30, 30
LEAST_PASSWORD = 8


def issue_code(candidate_id: int, *, actor: Actor, now: datetime) -> str:
    """A new one-time code for the slip, valid for 30 days; it ends the codes before it. Raises not_found out of scope."""
    get_candidate(actor, candidate_id)
    code = "".join(secrets.choice(CODE_LETTERS) for _ in range(12))
    with transaction() as session:
        session.execute(
            update(ActivationCode)
            .where(ActivationCode.candidate_id == candidate_id, ActivationCode.used_at.is_(None))
            .values(used_at=now)
        )
        session.add(
            ActivationCode(
                candidate_id=candidate_id,
                code_hash=hash_token(code),
                issued_by_id=actor.account_id,
                created_at=now,
                expires_at=now + timedelta(days=CODE_DAYS),
            )
        )
        record_act("candidate.code_issued", f"candidate:{candidate_id}", actor=actor, now=now)
    return code


def activate(code: str, id_tail: str, password: str, *, now: datetime, device: str, ports: Ports) -> str:
    """Use the slip up, set the password and sign in; gives the session token.

    The last four of the ID number must fit, so that a lost slip opens nothing by itself. Raises code_unusable,
    candidate_password_weak. A new slip also replaces a forgotten password, ends the other sessions and removes passkeys.
    """
    typed = "".join(one for one in code.upper() if one.isalnum())
    held = db.session.scalar(select(ActivationCode).where(ActivationCode.code_hash == hash_token(typed)))
    if held is None or held.used_at is not None or held.expires_at <= now:
        raise DomainError("code_unusable")
    candidate = db.session.get(Candidate, held.candidate_id)
    if ports.sealer.open(candidate.id_number_sealed, "id_number")[-4:] != id_tail.strip().upper():
        raise DomainError("code_unusable")
    _check_password(password, id_tail)
    with transaction() as session:
        used = session.execute(
            update(ActivationCode)
            .where(ActivationCode.id == held.id, ActivationCode.used_at.is_(None))
            .values(used_at=now)
        ).rowcount
        if not used:
            raise DomainError("code_unusable")
        account = session.get(CandidateAccount, candidate.id)
        if account is None:
            account = CandidateAccount(candidate_id=candidate.id, state="active", activated_at=now)
            session.add(account)
        account.password_hash = hash_password(password)
        _end_sessions(candidate.id, now)
        # Whoever needs a new slip may have lost the phone: its key must not open anything any more.
        session.execute(delete(Passkey).where(Passkey.candidate_id == candidate.id))
        record_act("candidate.activated", f"candidate:{candidate.id}", actor="candidate", now=now)
        return _open_session(candidate.id, now, device)


def sign_in(id_number: str, password: str, *, now: datetime, device: str, ports: Ports) -> str:
    """Check ID number and password and open a session. Raises candidate_refused, the same for every cause."""
    key = ports.sealer.lookup(normalize(id_number), "id_number")
    candidate = db.session.scalar(select(Candidate).where(Candidate.id_number_hash == key))
    account = db.session.get(CandidateAccount, candidate.id) if candidate else None
    fits = verify_password(password, account.password_hash if account else None)
    if account is None or not fits or account.state != "active":
        raise DomainError("candidate_refused")
    with transaction():
        token = _open_session(account.candidate_id, now, device)
        record_act("candidate.signed_in", f"candidate:{account.candidate_id}", actor="candidate", now=now)
    return token


def open_session(candidate_id: int, *, now: datetime, device: str) -> str:
    """A session for somebody who proved who they are otherwise; call inside `transaction()`. Raises candidate_refused when locked."""
    account = db.session.get(CandidateAccount, candidate_id)
    if account is None or account.state != "active":
        raise DomainError("candidate_refused")
    record_act("candidate.signed_in", f"candidate:{candidate_id}", actor="candidate", now=now)
    return _open_session(candidate_id, now, device)


def find_candidate(token: str, *, now: datetime) -> Candidate:
    """Who holds this session. Raises candidate_signed_out."""
    found = db.session.scalar(
        select(CandidateSession).where(CandidateSession.token_hash == hash_token(token))
    )
    if found is None or found.revoked_at is not None or found.expires_at <= now:
        raise DomainError("candidate_signed_out")
    return found.candidate


def sign_out(token: str, *, now: datetime) -> None:
    """End the session of this token; twice is harmless."""
    with transaction() as session:
        session.execute(
            update(CandidateSession)
            .where(CandidateSession.token_hash == hash_token(token), CandidateSession.revoked_at.is_(None))
            .values(revoked_at=now)
        )


def has_account(candidate_id: int) -> bool:
    """Whether this person has used a slip before."""
    return db.session.get(CandidateAccount, candidate_id) is not None


def _check_password(password: str, id_tail: str) -> None:
    if (
        len(password) < LEAST_PASSWORD
        or len(set(password)) < 4
        or id_tail.strip().upper() in password.upper()
    ):
        raise DomainError("candidate_password_weak", least=LEAST_PASSWORD)


def _end_sessions(candidate_id: int, now: datetime) -> None:
    db.session.execute(
        update(CandidateSession)
        .where(CandidateSession.candidate_id == candidate_id, CandidateSession.revoked_at.is_(None))
        .values(revoked_at=now)
    )


def _open_session(candidate_id: int, now: datetime, device: str) -> str:
    token = secrets.token_urlsafe(32)
    db.session.add(
        CandidateSession(
            token_hash=hash_token(token),
            candidate_id=candidate_id,
            created_at=now,
            expires_at=now + timedelta(days=SESSION_DAYS),
            device=device[:200],
        )
    )
    db.session.flush()
    return token
