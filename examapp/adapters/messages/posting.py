"""One HTTP POST of JSON with a short time limit; every way it can fail becomes MessageError."""

import json
from collections.abc import Mapping
from urllib.error import URLError
from urllib.request import Request

from examapp.adapters.outgoing import open_address

SECONDS = 8
MOST_BYTES = 64 * 1024


class MessageError(Exception):
    """It did not get through; the text says why and holds neither address nor secret, because it is kept and shown."""


def post_json(url: str, body: Mapping, headers: Mapping[str, str] | None = None) -> dict:
    """The JSON answer. Raises MessageError."""
    sent = json.dumps(body, ensure_ascii=False).encode("utf-8")
    request = Request(  # noqa: S310 - settings accept http and https addresses only
        url, sent, {"Content-Type": "application/json; charset=utf-8", **(headers or {})}, method="POST"
    )
    try:
        with open_address(request, seconds=SECONDS) as answer:
            text = answer.read(MOST_BYTES)
    except URLError as error:
        # HTTPError is a URLError and carries the status.
        raise MessageError(f"HTTP {error.code}" if hasattr(error, "code") else "连不上") from error
    except (OSError, ValueError) as error:
        raise MessageError("连不上") from error
    try:
        found = json.loads(text)
    except ValueError as error:
        raise MessageError("对方的回答读不懂") from error
    return found if isinstance(found, dict) else {}
