"""The challenge of one browser for a few minutes, and the address that keys are bound to."""

import json
from urllib.parse import urlsplit

from flask import Response, request, session

from examapp.adapters.security.passkeys import Site
from examapp.domain.errors import DomainError
from examapp.services.people.passkeys import new_challenge
from examapp.web.access import now
from examapp.web.addresses import browser_base_url

SECONDS = 300
_HELD = "passkey_challenge"


def site() -> Site:
    """The configured address, else the one this request came by."""
    address = urlsplit(browser_base_url())
    return Site(address.hostname or "", f"{address.scheme}://{address.netloc}")


def give_challenge(purpose: str) -> bytes:
    """A new challenge, remembered in this browser's signed cookie."""
    made = new_challenge()
    session[_HELD] = [purpose, made.hex(), now().timestamp()]
    return made


def take_challenge(purpose: str) -> bytes:
    """The challenge that was given for this purpose. Raises passkey_refused for none, another purpose, or after five minutes."""
    held = session.pop(_HELD, None)
    if held is None or held[0] != purpose or now().timestamp() - held[2] > SECONDS:
        raise DomainError("passkey_refused")
    return bytes.fromhex(held[1])


def read_answer() -> dict:
    """The JSON that our script sends. Raises passkey_refused."""
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        raise DomainError("passkey_refused")
    return body


def options_answer(options: str) -> Response:
    """The options as they are."""
    return Response(options, content_type="application/json")


def done_answer(target: str) -> Response:
    """Where the page goes next."""
    return Response(json.dumps({"next": target}), content_type="application/json")
