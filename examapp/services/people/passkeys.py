"""Passkeys of people and of staff: added after signing in, used instead of a password, removed any time."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select

from examapp.adapters.security.passkeys import (
    Site,
    ask_options,
    check_answer,
    check_offered,
    credential_id_of,
    offer_options,
)
from examapp.domain.account_rules import is_proof_fresh
from examapp.domain.errors import DomainError
from examapp.extensions import db
from examapp.models.passkeys import Passkey
from examapp.services.core.audit import record_act
from examapp.services.core.ports import Ports
from examapp.services.core.receipts import spend
from examapp.services.core.transactions import transaction
from examapp.services.people.account_notices import tell_of_account
from examapp.services.people.candidate_sign_ins import open_session as open_candidate_session
from examapp.services.people.sign_ins import has_own_factor
from examapp.services.people.sign_ins import open_session as open_account_session

MOST_KEYS = 10


@dataclass(frozen=True, slots=True)
class KeyOwner:
    """Whose key: kind is "candidate" or "account"; `name` is what the device shows beside the key.

    `proved_at` is when the own factor was last shown on the device that asks.
    """

    kind: str
    id: int
    name: str
    proved_at: datetime | None


def new_challenge() -> bytes:
    """32 random bytes, good for one answer."""
    return secrets.token_bytes(32)


def may_add(owner: KeyOwner, *, now: datetime) -> bool:
    """Whether the own factor, or the one-time link of an account that has none yet, was shown within ten minutes."""
    return is_proof_fresh(owner.proved_at, now)


def offer_key(owner: KeyOwner, *, challenge: bytes, site: Site, now: datetime, ports: Ports) -> str:
    """Options for the browser. The device learns a keyed hash of the owner and the name, nothing else.

    Raises proof_needed, passkeys_too_many.
    """
    _require_proof(owner, now)
    held = list_keys(owner)
    if len(held) >= MOST_KEYS:
        raise DomainError("passkeys_too_many", most=MOST_KEYS)
    handle = bytes.fromhex(ports.sealer.lookup(f"{owner.kind}:{owner.id}", "passkey"))
    ids = [one.credential_id for one in held]
    return offer_options(site, user_id=handle, name=owner.name, held=ids, challenge=challenge)


def add_key(
    owner: KeyOwner, credential: object, *, challenge: bytes, label: str, site: Site, now: datetime
) -> None:
    """Keep a key that its device has proved to hold, and tell the person on every other device.

    Raises proof_needed unless the present factor was shown just now, passkey_refused, also for a challenge used before.
    """
    _require_proof(owner, now)
    if not isinstance(credential, dict):
        raise DomainError("passkey_refused")
    proved = check_offered(site, credential, challenge=challenge)
    with transaction() as session:
        _spend(challenge, now)
        if session.scalar(select(Passkey.id).where(Passkey.credential_id == proved.credential_id)):
            raise DomainError("passkey_refused")
        session.add(
            Passkey(
                candidate_id=owner.id if owner.kind == "candidate" else None,
                account_id=owner.id if owner.kind == "account" else None,
                credential_id=proved.credential_id,
                public_key=proved.public_key,
                sign_count=proved.sign_count,
                label=label.strip()[:60] or "我的设备",
                created_at=now,
            )
        )
        _tell(owner, "key_added", "您的账号添加了一把通行密钥。不是您本人加的，请马上删除它并改密码。", now)
        record_act("passkey.added", f"{owner.kind}:{owner.id}", actor=_actor(owner), now=now)


def list_keys(owner: KeyOwner) -> list[Passkey]:
    """The owner's keys, oldest first."""
    return list(db.session.scalars(_of(owner).order_by(Passkey.id)))


def remove_key(owner: KeyOwner, passkey_id: int, *, now: datetime) -> None:
    """The key opens nothing any more; somebody else's, or one removed before, changes nothing."""
    with transaction() as session:
        found = session.scalar(_of(owner).where(Passkey.id == passkey_id))
        if found is not None:
            session.delete(found)
            _tell(owner, "key_removed", "您的账号删除了一把通行密钥。", now)
            record_act("passkey.removed", f"{owner.kind}:{owner.id}", actor=_actor(owner), now=now)


def ask_key(*, challenge: bytes, site: Site) -> str:
    """Options for signing in with any key of this site that the device holds."""
    return ask_options(site, challenge=challenge)


def sign_in(
    credential: object, *, kind: str, challenge: bytes, site: Site, now: datetime, hours: int, device: str
) -> str:
    """Open a session by a key of this kind of owner; gives its token.
    Raises passkey_refused, the same for every cause.
    """
    key = db.session.scalar(select(Passkey).where(Passkey.credential_id == credential_id_of(credential)))
    if key is None or (key.candidate_id is None) == (kind == "candidate"):
        raise DomainError("passkey_refused")
    count = check_answer(
        site, credential, challenge=challenge, public_key=key.public_key, count=key.sign_count
    )
    with transaction() as session:
        _spend(challenge, now)
        held = session.get(Passkey, key.id, with_for_update=True, populate_existing=True)
        if held is None:
            raise DomainError("passkey_refused")
        held.sign_count, held.last_used_at = count, now
        if held.candidate_id is not None:
            return open_candidate_session(held.candidate_id, now=now, device=device)
        return open_account_session(held.account_id, now=now, hours=hours, device=device, how="passkey")


def _require_proof(owner: KeyOwner, now: datetime) -> None:
    if may_add(owner, now=now):
        return
    if owner.kind == "account" and not has_own_factor(owner.id):
        raise DomainError("link_needed")
    raise DomainError("proof_needed")


def _tell(owner: KeyOwner, what: str, text: str, now: datetime) -> None:
    if owner.kind == "candidate":
        tell_of_account(owner.id, what, text, now=now)


def _spend(challenge: bytes, now: datetime) -> None:
    # The browser holds the challenge in its signed cookie; that it is good only once is remembered here.
    if not spend(hashlib.sha256(challenge).hexdigest()[:36], "passkey.challenge", now=now):
        raise DomainError("passkey_refused")


def _of(owner: KeyOwner) -> Select:
    column = Passkey.candidate_id if owner.kind == "candidate" else Passkey.account_id
    return select(Passkey).where(column == owner.id)


def _actor(owner: KeyOwner) -> str:
    return "candidate" if owner.kind == "candidate" else f"account:{owner.id}"
