"""Passkeys by WebAuthn: options for the browser, and proof of what it answers. The fingerprint or face stays on the device."""

from dataclasses import dataclass

from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from examapp.domain.errors import DomainError

_UNREADABLE = (WebAuthnException, ValueError, KeyError, TypeError)


@dataclass(frozen=True, slots=True)
class Site:
    """Where keys are good: `rp_id` is the host name, `origin` scheme, host and port as browsers write them."""

    rp_id: str
    origin: str


@dataclass(frozen=True, slots=True)
class ProvedKey:
    """A new key that its device has proved to hold."""

    credential_id: bytes
    public_key: bytes
    sign_count: int


def offer_options(site: Site, *, user_id: bytes, name: str, held: list[bytes], challenge: bytes) -> str:
    """JSON for navigator.credentials.create: a key kept on the device, opened by its own lock; not again for those held."""
    options = generate_registration_options(
        rp_id=site.rp_id,
        rp_name="逢查必考",
        user_id=user_id,
        user_name=name,
        user_display_name=name,
        challenge=challenge,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=one) for one in held],
    )
    return options_to_json(options)


def check_offered(site: Site, credential: dict, *, challenge: bytes) -> ProvedKey:
    """The new key. Raises passkey_refused."""
    try:
        proved = verify_registration_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=site.rp_id,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    except _UNREADABLE as error:
        raise DomainError("passkey_refused") from error
    return ProvedKey(proved.credential_id, proved.credential_public_key, proved.sign_count)


def ask_options(site: Site, *, challenge: bytes) -> str:
    """JSON for navigator.credentials.get: any key of this site that the device holds."""
    options = generate_authentication_options(
        rp_id=site.rp_id, challenge=challenge, user_verification=UserVerificationRequirement.REQUIRED
    )
    return options_to_json(options)


def credential_id_of(credential: object) -> bytes:
    """Which key an answer says it comes from. Raises passkey_refused."""
    try:
        return base64url_to_bytes(credential["id"])  # type: ignore[index]
    except (*_UNREADABLE, AttributeError) as error:
        raise DomainError("passkey_refused") from error


def check_answer(site: Site, credential: dict, *, challenge: bytes, public_key: bytes, count: int) -> int:
    """The key's new count. Raises passkey_refused, also for a count that goes back (a copied key)."""
    try:
        proved = verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=site.rp_id,
            expected_origin=site.origin,
            credential_public_key=public_key,
            credential_current_sign_count=count,
            require_user_verification=True,
        )
    except _UNREADABLE as error:
        raise DomainError("passkey_refused") from error
    return proved.new_sign_count
