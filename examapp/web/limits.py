"""What a limit counts by: a factory of five hundred people stands behind one address, so whoever is known counts
for themselves.
"""

import hashlib
import unicodedata

from flask import Response, request, session
from flask_limiter.util import get_remote_address

from examapp.web.cookies import ME

LONGEST = 100


def per_person() -> str:
    """The session of somebody who is examined; the address where there is none."""
    held = request.cookies.get(ME, "")
    return f"me:{hashlib.sha256(held.encode()).hexdigest()[:32]}" if held else get_remote_address()


def per_account() -> str:
    """The session of somebody of the staff, also before its second step; the address where there is none."""
    token = session.get("_user_id", "")
    return f"staff:{hashlib.sha256(token.encode()).hexdigest()[:32]}" if token else get_remote_address()


def as_counted(text: str) -> str:
    """Typed words as a limit counts them: padding, width, case, dots and invisible signs make nobody another person.

    What is longer than any name or number that people type is counted together, whatever it says.
    """
    if len(text) > LONGEST:
        return "-"
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(sign for sign in plain if sign.isalnum())[:60]


def failed(response: Response) -> bool:
    """Only refusals count: guessing is slowed down, a shift that signs in at once is not."""
    return response.status_code >= 400
