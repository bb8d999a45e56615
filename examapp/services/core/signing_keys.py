"""The public signing keys: written down before the first signature, published, marked when retired or stolen."""

from datetime import datetime

from sqlalchemy import select, update

from examapp.adapters.security.signing import to_jwk
from examapp.domain.errors import DomainError
from examapp.domain.record_judgements import TrustedKey
from examapp.extensions import chain_keys, db
from examapp.models.signing_keys import SigningKey
from examapp.services.core.audit import record_act
from examapp.services.core.ports import Signer
from examapp.services.core.transactions import insert_once, transaction


def keep_public_key(signer: Signer, *, now: datetime) -> str:
    """Write the current key down unless it is known, the one before is retired by it; gives its kid.

    Call inside the transaction of what is signed.
    """
    kid, public = signer.kid, signer.public
    mac, mac_key = chain_keys().vouch("signing-key", _vouched(kid, public.hex(), None))
    facts = {"public": public.hex(), "mac": mac, "mac_key": mac_key}
    if insert_once(SigningKey, kid=kid, created_at=now, **facts):
        db.session.execute(
            update(SigningKey)
            .where(SigningKey.kid != kid, SigningKey.retired_at.is_(None))
            .values(retired_at=now)
        )
        record_act("signing_key.begun", f"signing_key:{kid}", actor="system", now=now)
    return kid


def _vouched(kid: str, public: str, compromised_at: datetime | None) -> str:
    return f"{kid}|{public}|{compromised_at.isoformat() if compromised_at else ''}"


def _is_ours(row: SigningKey) -> bool:
    text = _vouched(row.kid, row.public, row.compromised_at)
    return bool(chain_keys().fits("signing-key", text, row.mac, row.mac_key))


def publish_key(signer: Signer, *, now: datetime) -> str:
    """Write the current key down, before it signs anything; done twice it is one.

    A row of this key that is not vouched for (the audit key was lost, or somebody wrote it) is put right: whoever
    holds the private key knows the public one.
    """
    with transaction() as session:
        kid = keep_public_key(signer, now=now)
        row = session.get(SigningKey, kid, populate_existing=True)
        if not _is_ours(row):
            row.public, row.compromised_at = signer.public.hex(), None
            row.mac, row.mac_key = chain_keys().vouch("signing-key", _vouched(kid, row.public, None))
        return kid


def list_keys() -> list[SigningKey]:
    """All keys there ever were, oldest first; not what somebody wrote into the database without the audit key."""
    rows = db.session.scalars(select(SigningKey).order_by(SigningKey.created_at, SigningKey.kid))
    return [row for row in rows if _is_ours(row)]


def key_set() -> dict:
    """The JSON Web Key Set; a stolen key says since when (epoch seconds)."""
    keys = []
    for row in list_keys():
        stolen = {"revoked_at": int(row.compromised_at.timestamp())} if row.compromised_at else {}
        keys.append({**to_jwk(bytes.fromhex(row.public)), **stolen})
    return {"keys": keys}


def trusted_keys() -> dict[str, TrustedKey]:
    """The same for the checker, by kid."""
    return {
        row.kid: TrustedKey(
            bytes.fromhex(row.public), int(row.compromised_at.timestamp()) if row.compromised_at else None
        )
        for row in list_keys()
    }


def mark_stolen(kid: str, since: datetime, *, now: datetime) -> None:
    """What this key signs from then on proves nothing any more; the earliest moment that was ever named counts.

    Raises signing_key_unknown.
    """
    with transaction() as session:
        row = session.get(SigningKey, kid, with_for_update=True, populate_existing=True)
        if row is None:
            raise DomainError("signing_key_unknown")
        if row.compromised_at is not None and row.compromised_at <= since:
            return
        row.compromised_at = since
        row.mac, row.mac_key = chain_keys().vouch("signing-key", _vouched(kid, row.public, since))
        facts = {"since": since.isoformat()}
        record_act("signing_key.stolen", f"signing_key:{kid}", actor="system", now=now, data=facts)
