"""Signatures of the system: Ed25519 as JWS (RFC 7515, 7797, 8037); a key is named by its thumbprint (RFC 7638)."""

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from examapp.adapters.security.sealing import KeySource

_MOST_HEADER = 2000


class BadSignatureError(ValueError):
    """A signature that does not hold: `fault` is malformed, unknown_key or wrong."""

    def __init__(self, fault: str, kid: str = "") -> None:
        super().__init__(fault)
        self.fault = fault
        self.kid = kid


@dataclass(frozen=True, slots=True)
class Signed:
    """What a good signature says of itself: the key, the second of signing (epoch), the content of an attached one."""

    kid: str
    at: int
    payload: bytes


class Signer:
    """Signs with the current key; `source` is asked before each use, so that a running process follows a rotation."""

    def __init__(self, keys: Mapping[str, bytes], key_id: str, source: KeySource | None = None) -> None:
        self._take(keys, key_id)
        self._source = source

    @property
    def public(self) -> bytes:
        """The public key, 32 bytes."""
        self._follow()
        return _raw(self._key)

    @property
    def kid(self) -> str:
        """The name of the current key."""
        return thumbprint(self.public)

    def sign(self, payload: bytes, *, now: datetime) -> str:
        """A compact JWS that carries its payload."""
        head = {"alg": "EdDSA", "iat": int(now.timestamp()), "kid": self.kid}
        signed = f"{_spell(_text(head))}.{_spell(payload)}"
        return f"{signed}.{_spell(self._key.sign(signed.encode('ascii')))}"

    def sign_detached(self, payload: bytes, *, now: datetime) -> str:
        """A JWS without its payload, which is signed as it stands (`b64: false`)."""
        head = {"alg": "EdDSA", "b64": False, "crit": ["b64"], "iat": int(now.timestamp()), "kid": self.kid}
        spelt = _spell(_text(head))
        return f"{spelt}..{_spell(self._key.sign(spelt.encode('ascii') + b'.' + payload))}"

    def _follow(self) -> None:
        changed = self._source() if self._source else None
        if changed:
            self._take(*changed)

    def _take(self, keys: Mapping[str, bytes], key_id: str) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(keys[key_id])


def check(jws: object, keys: Mapping[str, bytes]) -> Signed:
    """A compact JWS under one of these public keys (kid -> 32 bytes). Raises BadSignatureError."""
    head, body, signature = _parts(jws)
    facts = _head(head, detached=False)
    payload = _read(body)
    _verify(facts, signature, f"{head}.{body}".encode("ascii"), keys)
    return Signed(facts["kid"], facts["iat"], payload)


def check_detached(jws: object, payload: bytes, keys: Mapping[str, bytes]) -> Signed:
    """A detached JWS over these bytes. Raises BadSignatureError."""
    head, body, signature = _parts(jws)
    if body:
        raise BadSignatureError("malformed")
    facts = _head(head, detached=True)
    _verify(facts, signature, head.encode("ascii") + b"." + payload, keys)
    return Signed(facts["kid"], facts["iat"], payload)


def public_key(seed: bytes) -> bytes:
    """The public key of a seed, both 32 bytes."""
    return _raw(Ed25519PrivateKey.from_private_bytes(seed))


def thumbprint(public: bytes) -> str:
    """SHA-256 of the key as JWK, base64url: 43 characters."""
    return _spell(hashlib.sha256(_text({"crv": "Ed25519", "kty": "OKP", "x": _spell(public)})).digest())


def to_jwk(public: bytes) -> dict:
    """The public key as it stands in a key set."""
    return {
        "kty": "OKP",
        "crv": "Ed25519",
        "x": _spell(public),
        "kid": thumbprint(public),
        "use": "sig",
        "alg": "EdDSA",
    }


def from_jwk(jwk: Mapping) -> bytes:
    """The public key of an entry of a key set; ValueError for another kind of key."""
    if jwk.get("kty") != "OKP" or jwk.get("crv") != "Ed25519":
        raise ValueError("no Ed25519 key")
    public = _read(str(jwk.get("x")))
    if len(public) != 32:
        raise ValueError("no Ed25519 key")
    return public


def _verify(facts: dict, signature: str, signed: bytes, keys: Mapping[str, bytes]) -> None:
    kid = facts["kid"]
    if kid not in keys:
        raise BadSignatureError("unknown_key", kid)
    try:
        Ed25519PublicKey.from_public_bytes(keys[kid]).verify(_read(signature), signed)
    except InvalidSignature as error:
        raise BadSignatureError("wrong", kid) from error


def _parts(jws: object) -> list[str]:
    parts = jws.split(".") if isinstance(jws, str) and jws.isascii() else []
    if len(parts) != 3 or not parts[0] or len(parts[0]) > _MOST_HEADER:
        raise BadSignatureError("malformed")
    return parts


def _head(spelt: str, *, detached: bool) -> dict:
    """Only what we write ourselves is accepted: no other algorithm, no other critical field."""
    try:
        facts = json.loads(_read(spelt))
    except ValueError as error:
        raise BadSignatureError("malformed") from error
    wanted = {"alg": "EdDSA", "b64": False, "crit": ["b64"]} if detached else {"alg": "EdDSA"}
    if not isinstance(facts, dict) or {**facts, "iat": 0, "kid": ""} != {**wanted, "iat": 0, "kid": ""}:
        raise BadSignatureError("malformed")
    if type(facts.get("iat")) is not int or not isinstance(facts.get("kid"), str):
        raise BadSignatureError("malformed")
    return facts


def _raw(key: Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def _text(value: dict) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode("ascii")


def _spell(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode("ascii")


def _read(spelt: str) -> bytes:
    """Strictly base64url without padding: one value has one spelling."""
    try:
        value = base64.b64decode(spelt + "=" * (-len(spelt) % 4), altchars=b"-_", validate=True)
    except ValueError as error:
        raise BadSignatureError("malformed") from error
    if _spell(value) != spelt:
        raise BadSignatureError("malformed")
    return value
