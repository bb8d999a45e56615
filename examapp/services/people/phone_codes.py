"""Codes of the own phone as the second step of staff: set up, shown at sign-in; ten codes on paper for a lost phone."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil

from sqlalchemy import delete, func, select, update

from examapp.adapters.security.one_time_codes import (
    find_step,
    new_recovery_code,
    new_secret,
    setup_address,
)
from examapp.adapters.security.passwords import hash_password, verify_password
from examapp.domain.account_rules import (
    CODE_PAUSE,
    MOST_CODE_TRIES,
    PROOF_LIFE,
    RECOVERY_CODES,
    is_proof_fresh,
)
from examapp.domain.errors import DomainError
from examapp.extensions import db
from examapp.models.accounts import AccountSession
from examapp.models.second_steps import PhoneCode, RecoveryCode
from examapp.services.core.audit import record_act
from examapp.services.core.ports import Ports
from examapp.services.core.sealed_fields import open_field, seal_field
from examapp.services.core.tokens import hash_token
from examapp.services.core.transactions import transaction
from examapp.services.people.second_steps import asks_by_role
from examapp.services.people.sign_ins import end_sessions, find_session, get_session

# Of the phone and of the paper.
CODE_LENGTHS = (6, 12)
SECRET = "secret_sealed"  # noqa: S105 (the name of a column)


@dataclass(frozen=True, slots=True)
class SetUp:
    """What the phone is given: the address of the QR code, and the same secret to be typed."""

    address: str
    secret: str


def find_codes(account_id: int, *, confirmed: bool = True) -> PhoneCode | None:
    """What the account's phone makes codes from."""
    own = select(PhoneCode).where(PhoneCode.account_id == account_id, PhoneCode.confirmed.is_(confirmed))
    return db.session.scalar(own.execution_options(populate_existing=True))


def count_recovery_codes(account_id: int) -> int:
    """How many of them are left."""
    left = RecoveryCode.account_id == account_id, RecoveryCode.used_at.is_(None)
    return db.session.scalar(select(func.count()).select_from(RecoveryCode).where(*left))


def begin_set_up(token: str, *, now: datetime, ports: Ports) -> int:
    """A fresh secret for a phone, beside the one in use until the new phone has shown a code.

    Gives its number, which the browser that began keeps: to no other one it is shown.

    Raises proof_needed unless the own factor was shown on this session within ten minutes; sign_in_refused.
    """
    account_session = _proved_session(token, now)
    with transaction() as session:
        account_id = account_session.account_id
        session.execute(
            delete(PhoneCode).where(PhoneCode.account_id == account_id, PhoneCode.confirmed.is_(False))
        )
        pending = PhoneCode(account_id=account_id, confirmed=False, secret_sealed=b"", created_at=now)
        session.add(pending)
        session.flush()
        seal_field(pending, SECRET, new_secret(), ports.sealer)
        return pending.id


def find_set_up(token: str, number: int, *, now: datetime, ports: Ports) -> SetUp | None:
    """What this browser began (`number`) less than ten minutes ago and did not confirm."""
    account_session = find_session(token, now=now)
    pending = find_codes(account_session.account_id, confirmed=False) if account_session else None
    if pending is None or pending.id != number or pending.created_at <= now - PROOF_LIFE:
        return None
    secret = open_field(pending, SECRET, ports.sealer)
    return SetUp(setup_address(secret, account_session.account.login_name), secret)


def confirm_set_up(
    token: str, number: int, code: str, *, now: datetime, ports: Ports
) -> tuple[str, list[str]]:
    """The phone has shown a right code: it counts from now on; gives the session's new token and ten recovery codes.

    Whoever changes the phone is signed out everywhere else. Raises set_up_over, code_wrong_at_first,
    sign_in_refused, proof_needed.
    """
    account_session = _proved_session(token, now)
    account_id = account_session.account_id
    setting_up = find_set_up(token, number, now=now, ports=ports)
    if setting_up is None:
        raise DomainError("set_up_over")
    if (step := find_step(setting_up.secret, digits_of(code), now=now)) is None:
        raise DomainError("code_wrong_at_first")
    # Hashing ten codes takes half a second: before the transaction, and for a right code only.
    codes, hashes = _make_recovery_codes()
    with transaction() as session:
        before = session.execute(
            delete(PhoneCode).where(PhoneCode.account_id == account_id, PhoneCode.confirmed)
        ).rowcount
        taken = session.execute(
            update(PhoneCode)
            .where(PhoneCode.account_id == account_id, PhoneCode.confirmed.is_(False))
            .values(confirmed=True, last_step=step)
        ).rowcount
        if not taken:
            raise DomainError("set_up_over")
        _replace_recovery_codes(account_id, hashes, now)
        # Whoever came in by the password alone before does not stay in without the phone.
        end_sessions(account_id, now, but=token)
        who = f"account:{account_id}"
        record_act("codes.set_up", who, actor=who, now=now, data={"again": bool(before)})
        return _note_shown(token, how="code", now=now), codes


def show_code(token: str, typed: str, *, now: datetime, ports: Ports) -> str:
    """The second step by six digits of the phone or twelve of the paper; gives the session's new token.

    Each code is good once. Raises code_malformed for what can be neither, which costs no try; code_wrong (left: tries
    before the pause), code_used, codes_paused (minutes), sign_in_refused.
    """
    account_session = find_session(token, now=now)
    codes = find_codes(account_session.account_id) if account_session else None
    if codes is None:
        raise DomainError("sign_in_refused")
    typed = digits_of(typed)
    if len(typed) not in CODE_LENGTHS:
        raise DomainError("code_malformed", field="code")
    left = _count_try(codes.id, now)
    if len(typed) > 6:
        return _use_recovery_code(token, codes.account_id, typed, left, now)
    step = find_step(open_field(codes, SECRET, ports.sealer), typed, now=now)
    if step is None:
        _refuse(codes.account_id, left, now)
    with transaction() as session:
        # One statement, so that two browsers with the same code are two tries and one success.
        used = session.execute(
            update(PhoneCode)
            .where(PhoneCode.id == codes.id, PhoneCode.last_step < step)
            .values(last_step=step, wrong_tries=0)
        ).rowcount
        if used:
            return _note_shown(token, how="code", now=now)
    raise DomainError("code_used")


def pause_left(account_id: int, *, now: datetime) -> int:
    """For how many more minutes no code is looked at, after too many wrong ones; 0 when they are."""
    codes = find_codes(account_id)
    return _minutes_left(codes, now) if codes else 0


def renew_recovery_codes(token: str, *, now: datetime) -> list[str]:
    """Ten new ones, shown once; the older ones are void. Raises proof_needed, sign_in_refused, set_up_over."""
    account_id = _proved_session(token, now).account_id
    if find_codes(account_id) is None:
        raise DomainError("set_up_over")
    codes, hashes = _make_recovery_codes()
    with transaction():
        _replace_recovery_codes(account_id, hashes, now)
        who = f"account:{account_id}"
        record_act("recovery_codes.renewed", who, actor=who, now=now)
    return codes


def switch_off(token: str, *, must: bool, now: datetime) -> None:
    """The account is opened by its password alone again; everywhere else it is signed out.

    `must`: its role has to. Raises second_step_needed then, or by the rule; proof_needed, sign_in_refused.
    """
    account_session = _proved_session(token, now)
    if must or asks_by_role(account_session.account.role):
        raise DomainError("second_step_needed")
    with transaction():
        account_id = account_session.account_id
        if forget_codes(account_id):
            end_sessions(account_id, now, but=token)
            who = f"account:{account_id}"
            record_act("codes.removed", who, actor=who, now=now)


def forget_codes(account_id: int) -> int:
    """Delete secrets and recovery codes; gives how many phones there were. Call inside `transaction()`."""
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account_id))
    return db.session.execute(delete(PhoneCode).where(PhoneCode.account_id == account_id)).rowcount


def digits_of(typed: str) -> str:
    """The digits of what somebody typed, however they are grouped; "" for anything else."""
    plain = "".join(typed.split()).replace("-", "")[:20]
    return "".join(str(int(sign)) for sign in plain) if plain.isdecimal() else ""


def _note_shown(token: str, *, how: str, now: datetime) -> str:
    """The second step was shown on this session: it opens the pages, under a new token, which is given.

    Call inside `transaction()`. Raises sign_in_refused for a session that is over.
    """
    waiting = get_session(token, now=now)
    fresh = secrets.token_urlsafe(32)
    waiting.token_hash, waiting.second_at = hash_token(fresh), now
    who = f"account:{waiting.account_id}"
    record_act("second_step.shown", who, actor=who, now=now, data={"how": how})
    return fresh


def _proved_session(token: str, now: datetime) -> AccountSession:
    account_session = get_session(token, now=now)
    if not is_proof_fresh(account_session.proved_at, now):
        raise DomainError("proof_needed")
    return account_session


def _count_try(codes_id: int, now: datetime) -> int:
    """Count this try before it is looked at, so that many at once are no more tries; gives how many are left."""
    with transaction() as session:
        codes = session.get(PhoneCode, codes_id, with_for_update=True, populate_existing=True)
        if codes is None:
            raise DomainError("sign_in_refused")
        if minutes := _minutes_left(codes, now):
            raise DomainError("codes_paused", minutes=minutes)
        if codes.wrong_tries >= MOST_CODE_TRIES:
            codes.wrong_tries = 0
        codes.wrong_tries, codes.tried_at = codes.wrong_tries + 1, now
        return MOST_CODE_TRIES - codes.wrong_tries


def _minutes_left(codes: PhoneCode, now: datetime) -> int:
    over = codes.tried_at + CODE_PAUSE if codes.wrong_tries >= MOST_CODE_TRIES else now
    return max(0, ceil((over - now).total_seconds() / 60))


def _refuse(account_id: int, left: int, now: datetime) -> None:
    with transaction():
        record_act(
            "second_step.refused", f"account:{account_id}", actor="nobody", now=now, data={"left": left}
        )
    if left == 0:
        raise DomainError("codes_paused", minutes=int(CODE_PAUSE.total_seconds()) // 60)
    raise DomainError("code_wrong", left=left)


def _use_recovery_code(token: str, account_id: int, typed: str, left: int, now: datetime) -> str:
    unused = select(RecoveryCode).where(RecoveryCode.account_id == account_id, RecoveryCode.used_at.is_(None))
    code = next((row for row in db.session.scalars(unused) if verify_password(typed, row.code_hash)), None)
    if code is None:
        _refuse(account_id, left, now)
    with transaction() as session:
        used = session.execute(
            update(RecoveryCode)
            .where(RecoveryCode.id == code.id, RecoveryCode.used_at.is_(None))
            .values(used_at=now)
        ).rowcount
        if used:
            own = update(PhoneCode).where(PhoneCode.account_id == account_id, PhoneCode.confirmed)
            session.execute(own.values(wrong_tries=0))
            return _note_shown(token, how="recovery", now=now)
    raise DomainError("code_used")


def _make_recovery_codes() -> tuple[list[str], list[str]]:
    codes = [new_recovery_code() for _ in range(RECOVERY_CODES)]
    return codes, [hash_password(code) for code in codes]


def _replace_recovery_codes(account_id: int, hashes: Sequence[str], now: datetime) -> None:
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account_id))
    db.session.add_all(
        RecoveryCode(account_id=account_id, code_hash=hashed, created_at=now) for hashed in hashes
    )
