"""The first way into an account, by a slip, and the way back, by a reset in person; both end with an own password.

A slip of an employer opens only an account that nobody has opened. What replaces a password is the person's own factor
(own_factors.py), or a bureau that saw the person and the card.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update

from examapp.adapters.security.passwords import hash_password
from examapp.domain.account_rules import MOST_WRONG_TRIES, CodePurpose, SessionEnd
from examapp.domain.errors import DomainError
from examapp.domain.id_documents import plain_document
from examapp.domain.identifiers import mask_name, plain_code
from examapp.domain.permissions import Actor
from examapp.extensions import db
from examapp.models.accounts import Account
from examapp.models.candidate_accounts import ActivationCode, CandidateAccount
from examapp.models.candidates import Candidate
from examapp.models.organizations import Enterprise
from examapp.models.passkeys import Passkey
from examapp.services.core.audit import record_act
from examapp.services.core.codes import CODE_LETTERS
from examapp.services.core.ports import Ports
from examapp.services.core.scopes import get_candidate
from examapp.services.core.sealed_fields import open_field
from examapp.services.core.tokens import hash_token
from examapp.services.core.transactions import transaction
from examapp.services.people.account_notices import tell_of_account
from examapp.services.people.candidate_sign_ins import end_sessions, open_session
from examapp.services.people.introductions import lock_person, require_introduction
from examapp.services.people.password_checks import check_candidate_password


@dataclass(frozen=True, slots=True)
class Slip:
    """What is shown of a code before it is used: who made it when, for whom (masked), and what it does."""

    maker: str
    made_at: datetime
    name: str
    is_reset: bool


def issue_code(candidate_id: int, *, actor: Actor, now: datetime) -> str:
    """A new one-time code for the slip, valid for 7 days; it ends the codes before it.

    Raises not_found out of scope; needs_bureau when there is an account, or another employer to do it.
    """
    get_candidate(actor, candidate_id)
    with transaction():
        lock_person(candidate_id)
        require_introduction(candidate_id, actor.enterprise_id, now=now)
        return _issue(candidate_id, CodePurpose.activate, actor, now)


def offer_reset(
    candidate_id: int, id_number: str, *, card_seen: bool, actor: Actor, now: datetime, ports: Ports
) -> str:
    """The clerk of a bureau has the person and the card before them and typed the number off it; a code for half an hour.

    The person is told at once, before the code is used. Raises not_found, card_not_seen, card_differs.
    """
    candidate = get_candidate(actor, candidate_id)
    if actor.enterprise_id is not None:
        raise DomainError("not_found", what="candidate")
    if not card_seen:
        raise DomainError("card_not_seen")
    if plain_document(id_number) != open_field(candidate, "id_number_sealed", ports.sealer):
        with transaction():
            record_act("candidate.reset_refused", f"candidate:{candidate_id}", actor=actor, now=now)
        raise DomainError("card_differs")
    with transaction():
        lock_person(candidate_id)
        text = "监管科室正在当面为您重设密码。不是您本人在办的，请马上告诉监管科室。"
        tell_of_account(candidate_id, "reset_offered", text, now=now)
        return _issue(candidate_id, CodePurpose.reset, actor, now)


def _issue(candidate_id: int, purpose: CodePurpose, actor: Actor, now: datetime) -> str:
    code = "".join(secrets.choice(CODE_LETTERS) for _ in range(12))
    db.session.execute(
        update(ActivationCode)
        .where(ActivationCode.candidate_id == candidate_id, ActivationCode.used_at.is_(None))
        .values(used_at=now)
    )
    db.session.add(
        ActivationCode(
            candidate_id=candidate_id,
            code_hash=hash_token(code),
            purpose=purpose,
            issued_by_id=actor.account_id,
            enterprise_id=actor.enterprise_id,
            created_at=now,
            expires_at=now + purpose.life,
        )
    )
    act = "candidate.code_issued" if purpose is CodePurpose.activate else "candidate.reset_offered"
    record_act(act, f"candidate:{candidate_id}", actor=actor, now=now)
    return code


def read_slip(code: str, *, now: datetime) -> Slip:
    """What a code says of itself. Raises code_unusable."""
    held = _usable(code, now)
    enterprise = db.session.get(Enterprise, held.enterprise_id) if held.enterprise_id else None
    maker = db.session.get(Account, held.issued_by_id) if held.issued_by_id else None
    place = enterprise.name if enterprise else _place_of(maker)
    name = mask_name(db.session.get(Candidate, held.candidate_id).name)
    return Slip(place, held.created_at, name, held.purpose == CodePurpose.reset)


def _place_of(maker: Account | None) -> str:
    return f"{maker.region.name}监管科室" if maker and maker.region else "监管科室"


def activate(code: str, id_number: str, password: str, *, now: datetime, device: str, ports: Ports) -> str:
    """Use the code up, set the password and sign in; gives the session token.

    The whole ID number must fit: whoever prints slips from a roster sees its end only. Five wrong ones end the code.
    Raises code_unusable, needs_bureau when an account was opened since the slip was made; password_weak,
    password_context, password_leaked.
    """
    held = _usable(code, now)
    candidate = db.session.get(Candidate, held.candidate_id)
    number = plain_document(id_number)
    if open_field(candidate, "id_number_sealed", ports.sealer) != number:
        _note_wrong_try(held.id, now)
        raise DomainError("code_unusable")
    check_candidate_password(password, candidate, id_number=number)
    hashed = hash_password(password)
    with transaction():
        lock_person(candidate.id)
        if held.purpose == CodePurpose.activate:
            require_introduction(candidate.id, held.enterprise_id, now=now)
        _use_up(held.id, now)
        _set_up(candidate.id, hashed, held, now)
        return open_session(candidate.id, now=now, device=device)


def _usable(code: str, now: datetime) -> ActivationCode:
    typed = "".join(letter for letter in plain_code(code[:60]) if letter.isalnum())
    held = db.session.scalar(select(ActivationCode).where(ActivationCode.code_hash == hash_token(typed)))
    if held is None or held.used_at is not None or held.expires_at <= now:
        raise DomainError("code_unusable")
    return held


def _note_wrong_try(code_id: int, now: datetime) -> None:
    with transaction() as session:
        tries = session.scalar(
            update(ActivationCode)
            .where(ActivationCode.id == code_id)
            .values(wrong_tries=ActivationCode.wrong_tries + 1)
            .returning(ActivationCode.wrong_tries)
        )
        if tries >= MOST_WRONG_TRIES:
            session.execute(update(ActivationCode).where(ActivationCode.id == code_id).values(used_at=now))


def _use_up(code_id: int, now: datetime) -> None:
    used = db.session.execute(
        update(ActivationCode)
        .where(ActivationCode.id == code_id, ActivationCode.used_at.is_(None))
        .values(used_at=now)
    ).rowcount
    if not used:
        raise DomainError("code_unusable")


def _set_up(candidate_id: int, hashed: str, code: ActivationCode, now: datetime) -> None:
    account = db.session.get(CandidateAccount, candidate_id, populate_existing=True)
    is_reset = account is not None
    if account is None:
        account = CandidateAccount(candidate_id=candidate_id, state="active", activated_at=now)
        db.session.add(account)
    account.password_hash = hashed
    if is_reset:
        end_sessions(candidate_id, SessionEnd.reset, now=now)
        # Whoever comes in person may have lost the phone: its key must not open anything any more.
        db.session.execute(delete(Passkey).where(Passkey.candidate_id == candidate_id))
        text = "您的密码已在监管科室当面重设，其他设备已退出登录，通行密钥已删除。不是您本人办的，请马上到监管科室。"
    else:
        text = "您的账号已激活。以后换单位也用这个账号，密码只有您自己能改。"
    tell_of_account(candidate_id, "reset" if is_reset else "activated", text, now=now)
    act = "candidate.reset" if is_reset else "candidate.activated"
    record_act(act, f"candidate:{candidate_id}", actor="candidate", now=now, data={"code": code.id})
