"""What the person does alone: shows the own factor again, and replaces the password;
the factor is the password or a key.
"""

from datetime import datetime

from sqlalchemy import update

from examapp.adapters.security.passwords import hash_password, verify_password
from examapp.domain.account_rules import SessionEnd, is_proof_fresh
from examapp.domain.errors import DomainError
from examapp.extensions import db
from examapp.models.candidate_accounts import CandidateAccount, CandidateSession
from examapp.services.core.audit import record_act
from examapp.services.core.ports import Ports
from examapp.services.core.sealed_fields import open_field
from examapp.services.core.transactions import transaction
from examapp.services.people.account_notices import tell_of_account
from examapp.services.people.candidate_sign_ins import end_sessions, find_session
from examapp.services.people.password_checks import check_candidate_password


def prove(token: str, password: str, *, now: datetime) -> None:
    """Show the password again; good for ten minutes on this device. Raises password_wrong, candidate_signed_out."""
    held = find_session(token, now=now)
    account = db.session.get(CandidateAccount, held.candidate_id)
    if not verify_password(password, account.password_hash if account else None):
        raise DomainError("password_wrong")
    with transaction() as session:
        session.execute(update(CandidateSession).where(CandidateSession.id == held.id).values(proved_at=now))


def change_password(token: str, password: str, *, now: datetime, ports: Ports) -> None:
    """Replace the own password; every other device has to sign in again, and is told why.

    Raises proof_needed unless this device showed the own factor within ten minutes; password_weak,
    password_context, password_leaked.
    """
    held = find_session(token, now=now)
    if not is_proof_fresh(held.proved_at, now):
        raise DomainError("proof_needed")
    id_number = open_field(held.candidate, "id_number_sealed", ports.sealer)
    check_candidate_password(password, held.candidate, id_number=id_number)
    hashed = hash_password(password)
    with transaction() as session:
        session.get(CandidateAccount, held.candidate_id, with_for_update=True).password_hash = hashed
        end_sessions(held.candidate_id, SessionEnd.password, now=now, but=held.id)
        text = "您的密码改过了，其他设备已退出登录。不是您本人改的，请带身份证到监管科室重设。"
        tell_of_account(held.candidate_id, "password", text, now=now)
        record_act("candidate.password_set", f"candidate:{held.candidate_id}", actor="candidate", now=now)
