"""Signatures of the system are those of the standards, and only those."""

import base64
import json
from datetime import UTC, datetime

import pytest

from examapp.adapters.security.signing import (
    BadSignatureError,
    Signer,
    check,
    check_detached,
    from_jwk,
    public_key,
    thumbprint,
    to_jwk,
)

NOW = datetime(2026, 11, 29, 2, 0, tzinfo=UTC)
# RFC 8037, appendix A.
SEED = base64.urlsafe_b64decode("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=")
PUBLIC = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"
THUMBPRINT = "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"


def signer(seed: bytes = SEED) -> Signer:
    return Signer({"s": seed}, "s")


def keys(*seeds: bytes) -> dict[str, bytes]:
    return {thumbprint(public_key(seed)): public_key(seed) for seed in seeds or (SEED,)}


def spelt(head: dict) -> str:
    return base64.urlsafe_b64encode(json.dumps(head).encode()).rstrip(b"=").decode()


def test_a_key_is_named_and_published_as_the_standard_says():
    jwk = to_jwk(public_key(SEED))
    assert (jwk["x"], jwk["kid"], signer().kid) == (PUBLIC, THUMBPRINT, THUMBPRINT)
    assert from_jwk(jwk) == public_key(SEED)
    with pytest.raises(ValueError, match="Ed25519"):
        from_jwk({**jwk, "crv": "X25519"})


def test_a_good_signature_says_who_and_when():
    detached = signer().sign_detached("正文".encode(), now=NOW)
    assert ".." in detached
    signed = check_detached(detached, "正文".encode(), keys())
    assert (signed.kid, signed.at) == (THUMBPRINT, int(NOW.timestamp()))
    assert check(signer().sign(b"body", now=NOW), keys()).payload == b"body"


def test_other_content_and_other_keys_are_refused():
    detached = signer().sign_detached(b"body", now=NOW)
    with pytest.raises(BadSignatureError, match="wrong"):
        check_detached(detached, b"other", keys())
    with pytest.raises(BadSignatureError, match="unknown_key"):
        check_detached(detached, b"body", keys(b"\1" * 32))
    # The name of a known key over the signature of another.
    forged = signer(b"\1" * 32).sign_detached(b"body", now=NOW).split(".")[2]
    with pytest.raises(BadSignatureError, match="wrong"):
        check_detached(f"{detached.split('.')[0]}..{forged}", b"body", keys())


@pytest.mark.parametrize(
    "head",
    [
        {"alg": "none"},
        {"alg": "HS256"},
        {"alg": "EdDSA", "crit": ["exp"], "exp": 1},
        {"alg": "EdDSA", "b64": True},
        {"alg": "EdDSA", "jwk": to_jwk(public_key(b"\1" * 32))},
    ],
)
def test_a_header_that_we_never_write_is_no_signature_of_ours(head):
    signature = signer().sign(b"body", now=NOW).split(".")[2]
    jws = f"{spelt({**head, 'iat': 1, 'kid': THUMBPRINT})}.{spelt({})}.{signature}"
    with pytest.raises(BadSignatureError, match="malformed"):
        check(jws, keys())


@pytest.mark.parametrize(
    "jws", [None, 7, "", "a.b", "a.b.c", "…..", "e30..", "x" * 9999 + "..", "e30.e30.e30="]
)
def test_rubbish_is_no_signature(jws):
    for refused in (lambda: check(jws, keys()), lambda: check_detached(jws, b"", keys())):
        with pytest.raises(BadSignatureError):
            refused()
