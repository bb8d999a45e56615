"""Others who keep the end of the audit log: an address that it is posted to, an authority that stamps it."""

import secrets
import time
from collections.abc import Callable
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request

from cryptography import x509

from examapp.adapters.outgoing import open_address
from examapp.adapters.security.time_stamps import BadStampError, check_token, make_request, read_answer

SECONDS, MOST_BYTES = 5, 64 * 1024
PAUSES = (1.0, 5.0)


class WitnessError(Exception):
    """Nobody took it; the text is for the log."""


class Webhook:
    """One line of the file of heads in each request; the line carries the system's signature."""

    def __init__(self, address: str, sleep: Callable[[float], None] = time.sleep) -> None:
        self._address, self._sleep = address, sleep

    def send(self, line: str) -> None:
        """Raises WitnessError when it was not taken (2xx) after three tries."""
        _post(self._address, line.encode("utf-8"), "application/json", self._sleep)


class StampAuthority:
    """Time stamps from this address, believed under these certificates only."""

    def __init__(
        self, address: str, trusted: list[x509.Certificate], sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._address, self._trusted, self._sleep = address, trusted, sleep

    def stamp(self, digest: bytes) -> bytes:
        """A token (DER) over a SHA-256. Raises WitnessError."""
        nonce = secrets.randbits(63)
        request = make_request(digest, nonce)
        answer = _post(self._address, request, "application/timestamp-query", self._sleep)
        try:
            token = read_answer(answer)
            stamp = check_token(token, digest, self._trusted)
        except BadStampError as error:
            raise WitnessError(f"a bad time stamp: {error}") from error
        if stamp.nonce != nonce:
            raise WitnessError("a bad time stamp: another nonce")
        return token


def _post(address: str, body: bytes, kind: str, sleep: Callable[[float], None]) -> bytes:
    request = Request(address, data=body, headers={"Content-Type": kind})  # noqa: S310 - settings accept http(s) only
    for pause in (*PAUSES, None):
        try:
            with open_address(request, seconds=SECONDS) as answer:
                return answer.read(MOST_BYTES)
        except (URLError, OSError, ValueError) as error:
            if pause is None:
                raise WitnessError(error.__class__.__name__) from error
        sleep(pause)
    raise WitnessError("unreachable")


def open_webhook(address: str) -> Webhook | None:
    """None without an address: nothing leaves this machine."""
    return Webhook(address) if address else None


def open_authority(address: str, certificates: Path | None) -> StampAuthority | None:
    """None without an address."""
    return StampAuthority(address, read_certificates(certificates)) if address else None


def read_certificates(path: Path | None) -> list[x509.Certificate]:
    """The certificates of a PEM file. Raises ValueError, OSError."""
    return x509.load_pem_x509_certificates(path.read_bytes()) if path else []
