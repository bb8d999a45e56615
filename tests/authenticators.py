"""A passkey in software: what a phone's own authenticator answers, so that refusals can be tested without a browser."""

import hashlib
import json
import secrets
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

UP_UV, WITH_KEY = 0x05, 0x40


def to_text(data: bytes) -> str:
    """Base64url without padding."""
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def to_bytes(text: str) -> bytes:
    """Back."""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


class SoftKey:
    """One discoverable key; `origin` is the page that asks, `flags` what the device claims about its user."""

    def __init__(self, origin: str) -> None:
        self.origin, self.key = origin, ec.generate_private_key(ec.SECP256R1())
        self.id, self.count, self.flags = secrets.token_bytes(32), 0, UP_UV

    def create(self, options: dict) -> dict:
        """The answer to navigator.credentials.create."""
        numbers = self.key.public_key().public_numbers()
        cose = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        held = bytes(16) + struct.pack(">H", len(self.id)) + self.id + cbor2.dumps(cose)
        data = self._data(options["rp"]["id"], self.flags | WITH_KEY) + held
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        client = self._client("webauthn.create", options["challenge"])
        return self._credential(
            {"attestationObject": to_text(attestation), "clientDataJSON": to_text(client)}
        )

    def get(self, options: dict) -> dict:
        """The answer to navigator.credentials.get."""
        self.count += 1
        data, client = (
            self._data(options["rpId"], self.flags),
            self._client("webauthn.get", options["challenge"]),
        )
        signed = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        parts = {"authenticatorData": data, "clientDataJSON": client, "signature": signed}
        return self._credential({name: to_text(part) for name, part in parts.items()})

    def _data(self, rp_id: str, flags: int) -> bytes:
        return hashlib.sha256(rp_id.encode()).digest() + bytes([flags]) + struct.pack(">I", self.count)

    def _client(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _credential(self, response: dict) -> dict:
        named = to_text(self.id)
        return {
            "id": named,
            "rawId": named,
            "type": "public-key",
            "clientExtensionResults": {},
            "response": response,
        }
