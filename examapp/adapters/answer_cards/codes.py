"""The code on each page of an answer card: which form and which page, and nothing about a person."""

import hashlib
import re

PREFIX = "E1"
_WHOLE = re.compile(rf"{PREFIX}-([0-9A-HJKMNP-TV-Z]{{12}})-([0-9]{{1,2}})-([0-9A-F]{{4}})")


def page_code(form: str, page: int) -> str:
    """What the QR code of a page says; `form` has twelve signs of Crockford's base 32, `page` counts from 1."""
    body = f"{PREFIX}-{form}-{page}"
    return f"{body}-{_check(body)}"


def read_page_code(text: str) -> tuple[str, int] | None:
    """Form and page, or None for a text that is not a page's code."""
    whole = _WHOLE.fullmatch(text)
    if whole is None or _check(text.rpartition("-")[0]) != whole[3]:
        return None
    return whole[1], int(whole[2])


def _check(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()[:4].upper()
