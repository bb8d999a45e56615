"""Anybody may read the public keys, and nothing but them."""

from examapp.services.core.signing_keys import publish_key


def test_the_key_set_is_public_and_holds_no_private_key(app, ports, sign_in):
    publish_key(ports.signer, now=ports.clock.now())
    answer = sign_in(None).client.get("/.well-known/jwks.json")
    assert answer.status_code == 200
    (jwk,) = answer.get_json()["keys"]
    assert set(jwk) == {"kty", "crv", "x", "kid", "use", "alg"}
    assert jwk["kid"] == ports.signer.kid
