"""The bearer token of one attempt: who holds it may answer this attempt on this device, and nothing else."""

import hashlib
import hmac
from base64 import urlsafe_b64encode

from examapp.domain.errors import DomainError

_PURPOSE = b"examapp/attempt-token/v1"


def make_token(attempt_id: str, token_version: int, secret_key: str) -> str:
    """`<attempt id>.<version>.<mac>`; a higher version ends the tokens before it."""
    return f"{attempt_id}.{token_version}.{_mac(attempt_id, token_version, secret_key)}"


def read_token(token: str, attempt_id: str, secret_key: str) -> int:
    """The version in the token. Raises token_refused when it is damaged, of another attempt or another deployment."""
    held_id, _, rest = token.partition(".")
    version, _, mac = rest.partition(".")
    if held_id != attempt_id or not version.isascii() or not version.isdigit() or len(version) > 6:
        raise DomainError("token_refused")
    if not hmac.compare_digest(mac.encode(), _mac(held_id, int(version), secret_key).encode()):
        raise DomainError("token_refused")
    return int(version)


def _mac(attempt_id: str, version: int, secret_key: str) -> str:
    message = _PURPOSE + b"|" + attempt_id.encode() + b"|" + str(version).encode()
    return urlsafe_b64encode(hmac.digest(secret_key.encode(), message, hashlib.sha256)).decode().rstrip("=")
