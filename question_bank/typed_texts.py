"""What people type, read the same way everywhere: numbers, and words without what should not decide."""

import re
import unicodedata
from decimal import Decimal, InvalidOperation

_NUMBER = re.compile(r"[+-]?(\d{1,12}(\.\d{0,8})?|\.\d{1,8})")


def read_number(text: str) -> Decimal | None:
    """The number that somebody wrote (full- or half-width, blanks and thousands commas allowed), or None."""
    plain = re.sub(r"[\s,]", "", unicodedata.normalize("NFKC", text))
    if not _NUMBER.fullmatch(plain):
        return None
    try:
        return Decimal(plain)
    except InvalidOperation:
        return None


def plain_words(text: str) -> str:
    """Written words without what should not decide: width of characters, blanks, case, a full stop at the end."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).casefold().rstrip("。.")
